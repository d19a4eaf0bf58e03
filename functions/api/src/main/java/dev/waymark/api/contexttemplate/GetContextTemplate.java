package dev.waymark.api.contexttemplate;

import dev.waymark.api.dispatch.Access;
import dev.waymark.caller.Scope;
import dev.waymark.contexttemplate.Template;
import dev.waymark.contexttemplate.TemplateRepository;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;

/// Reads a context template.
@Controller("/v1/context-templates")
final class GetContextTemplate {
    private final TemplateRepository templates;

    GetContextTemplate(TemplateRepository templates) {
        this.templates = templates;
    }

    /// Reads a context template.
    @Get("/{name}")
    @Access(value = Scope.READ, agentKeys = true)
    Template get(@PathVariable String name) {
        return templates
                .findByName(name)
                .map(Template::of)
                .orElseThrow(() -> ProblemException.of(ProblemType.NOT_FOUND, "there is no template with this name"));
    }
}
