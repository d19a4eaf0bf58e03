package dev.waymark.api.project;

import dev.waymark.api.dispatch.Access;
import dev.waymark.body.Page;
import dev.waymark.caller.Scope;
import dev.waymark.paging.Cursor;
import dev.waymark.paging.Paging;
import dev.waymark.project.Project;
import dev.waymark.project.ProjectRepository;
import dev.waymark.project.ProjectRow;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import org.jspecify.annotations.Nullable;

/// Lists projects, the newest first.
@Controller("/v1/projects")
final class ListProjects {
    private final ProjectRepository projects;

    ListProjects(ProjectRepository projects) {
        this.projects = projects;
    }

    /// Lists projects, the newest first.
    @Get
    @Access(Scope.READ)
    Page<Project> list(@QueryValue @Nullable Integer limit, @QueryValue @Nullable String cursor) {
        int rows = Paging.limit(limit);
        Cursor.Moment before = Cursor.moment(cursor);
        return Paging.page(
                projects.page(before.at(), before.id(), rows + 1, Paging.BUDGET_BYTES),
                rows,
                ProjectRow::sizeBytes,
                row -> new Cursor.Moment(row.createdAt(), row.id()).text(),
                Project::of);
    }
}
