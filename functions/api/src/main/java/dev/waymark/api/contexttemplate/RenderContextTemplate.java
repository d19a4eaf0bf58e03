package dev.waymark.api.contexttemplate;

import dev.waymark.api.dispatch.Access;
import dev.waymark.caller.Scope;
import dev.waymark.contexttemplate.RenderRequest;
import dev.waymark.contexttemplate.RenderableRow;
import dev.waymark.contexttemplate.Rendered;
import dev.waymark.contexttemplate.Rendering;
import dev.waymark.contexttemplate.TemplateRepository;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;

/// Renders a context from a template. It keeps nothing but the count of uses, so an idempotency
/// key changes nothing.
@Controller("/v1/context-templates")
final class RenderContextTemplate {
    private final TemplateRepository templates;
    private final Rendering rendering;

    RenderContextTemplate(TemplateRepository templates, Rendering rendering) {
        this.templates = templates;
        this.rendering = rendering;
    }

    /// Renders a context within a budget of tokens, and says what it dropped for that.
    @Post("/{name}/render")
    @Access(value = Scope.READ, agentKeys = true)
    Rendered render(@PathVariable String name, @Body RenderRequest request) {
        RenderableRow template = templates
                .findToRender(name)
                .orElseThrow(() -> ProblemException.of(ProblemType.NOT_FOUND, "there is no template with this name"));
        Rendered rendered = rendering.render(template, request);
        templates.countUse(template.id());
        return rendered;
    }
}
