package dev.waymark.api.project;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.ExpectedVersion;
import dev.waymark.body.BodyWriter;
import dev.waymark.body.OmitNull;
import dev.waymark.caller.Scope;
import dev.waymark.change.Noise;
import dev.waymark.evaluation.OutputPatterns;
import dev.waymark.id.Ids;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import dev.waymark.project.ApprovalPolicy;
import dev.waymark.project.Project;
import dev.waymark.project.ProjectChange;
import dev.waymark.project.ProjectRepository;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Put;
import io.micronaut.json.tree.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Creates a project, or changes one: what the body does not name stays.
@Controller("/v1/projects")
final class PutProject {
    private final ProjectRepository projects;
    private final BodyWriter writer;
    private final Ids ids;
    private final Clock clock;

    PutProject(ProjectRepository projects, BodyWriter writer, Ids ids, Clock clock) {
        this.projects = projects;
        this.writer = writer;
        this.ids = ids;
        this.clock = clock;
    }

    /// What put_project() takes.
    @Introspected
    @OmitNull
    record ToStore(
            Instant at,
            String name,
            @Nullable String repositoryUrl,
            @Nullable JsonNode settings) {}

    /// Creates a project, or changes one: what the body does not name stays.
    @Put("/{key}")
    @Access(Scope.WRITE)
    HttpResponse<Project> put(
            @PathVariable String key,
            @Header("If-Match") @Nullable ExpectedVersion expected,
            @Header("If-None-Match") @Nullable String mustBeNew,
            @Body ProjectChange change) {
        List<FieldError> errors = change.settings() == null ? List.of() : errorsIn(change.settings());
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        UUID newId = ids.next();
        var body = new ToStore(clock.instant(), change.name(), change.repositoryUrl(), change.settings());
        Project put = Project.of(projects.put(
                key,
                newId,
                new String(writer.write(body), StandardCharsets.UTF_8),
                ExpectedVersion.numberIn(expected),
                ExpectedVersion.isAny(expected),
                mustBeNew != null));
        return put.id().equals(newId) ? HttpResponse.created(put) : HttpResponse.ok(put);
    }

    private static List<FieldError> errorsIn(JsonNode settings) {
        return Stream.of(ApprovalPolicy.errorsIn(settings), Noise.errorsIn(settings), OutputPatterns.errorsIn(settings))
                .flatMap(List::stream)
                .toList();
    }
}
