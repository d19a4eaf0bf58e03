package dev.waymark.api.project;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.ExpectedVersion;
import dev.waymark.caller.Scope;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import dev.waymark.project.ProjectRepository;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/// Deletes a project with all below it. The key has to be said twice.
@Controller("/v1/projects")
final class DeleteProject {
    private final ProjectRepository projects;
    private final Clock clock;

    DeleteProject(ProjectRepository projects, Clock clock) {
        this.projects = projects;
        this.clock = clock;
    }

    /// Deletes a project with all below it.
    @Delete("/{key}")
    @Status(HttpStatus.NO_CONTENT)
    @Access(Scope.WRITE)
    void delete(
            @PathVariable String key,
            @QueryValue @Nullable String confirm,
            @Header("If-Match") @Nullable ExpectedVersion expected) {
        if (!key.equals(confirm)) {
            throw ProblemException.invalid(
                    FieldError.of("confirm", "confirm", "must repeat the key: this deletes everything in the project"));
        }
        if (!projects.delete(key, ExpectedVersion.numberIn(expected), clock.instant())) {
            throw ProblemException.of(ProblemType.NOT_FOUND, "there is no project with this key");
        }
    }
}
