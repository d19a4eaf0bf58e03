package dev.waymark.api.contexttemplate;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.ExpectedVersion;
import dev.waymark.caller.Scope;
import dev.waymark.contexttemplate.TemplateRepository;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Status;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/// Deletes a context template.
@Controller("/v1/context-templates")
final class DeleteContextTemplate {
    private final TemplateRepository templates;
    private final Clock clock;

    DeleteContextTemplate(TemplateRepository templates, Clock clock) {
        this.templates = templates;
        this.clock = clock;
    }

    /// Deletes a context template.
    @Delete("/{name}")
    @Status(HttpStatus.NO_CONTENT)
    @Access(Scope.WRITE)
    void delete(@PathVariable String name, @Header("If-Match") @Nullable ExpectedVersion expected) {
        if (!templates.delete(name, ExpectedVersion.numberIn(expected), clock.instant())) {
            throw ProblemException.of(ProblemType.NOT_FOUND, "there is no template with this name");
        }
    }
}
