package dev.waymark.api.project;

import dev.waymark.api.dispatch.Access;
import dev.waymark.caller.Scope;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import dev.waymark.project.Project;
import dev.waymark.project.ProjectRepository;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;

/// Reads a project.
@Controller("/v1/projects")
final class GetProject {
    private final ProjectRepository projects;

    GetProject(ProjectRepository projects) {
        this.projects = projects;
    }

    /// Reads a project.
    @Get("/{key}")
    @Access(Scope.READ)
    Project get(@PathVariable String key) {
        return projects.findByKey(key)
                .map(Project::of)
                .orElseThrow(() -> ProblemException.of(ProblemType.NOT_FOUND, "there is no project with this key"));
    }
}
