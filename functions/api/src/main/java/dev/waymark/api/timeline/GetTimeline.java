package dev.waymark.api.timeline;

import dev.waymark.api.dispatch.Access;
import dev.waymark.body.Page;
import dev.waymark.caller.Scope;
import dev.waymark.command.CommandRepository;
import dev.waymark.paging.Cursor;
import dev.waymark.paging.Paging;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import dev.waymark.timeline.TimelineEntry;
import dev.waymark.timeline.TimelinePage;
import dev.waymark.timeline.TimelineRepository;
import dev.waymark.timeline.TimelineRow;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Shows everything of a command in the order in which it was recorded: one statement a page.
@Controller("/v1/commands")
final class GetTimeline {
    private final TimelineRepository timeline;
    private final CommandRepository commands;

    GetTimeline(TimelineRepository timeline, CommandRepository commands) {
        this.timeline = timeline;
        this.commands = commands;
    }

    /// Shows everything of a command in the order in which it was recorded: one statement a page.
    @Get("/{id}/timeline")
    @Access(value = Scope.READ, agentKeys = true)
    Page<TimelineEntry> get(
            @PathVariable UUID id,
            @QueryValue @Nullable Integer limit,
            @QueryValue @Nullable String cursor,
            @QueryValue @Nullable String after) {
        if (cursor != null && after != null) {
            throw ProblemException.invalid(FieldError.of("after", "exclusive", "is another name for cursor"));
        }
        int rows = Paging.limit(limit);
        Cursor.Place place = Cursor.place(cursor == null ? after : cursor, TimelinePage.START);
        List<TimelineRow> page = timeline.page(id, place.first(), place.second(), rows + 1, Paging.BUDGET_BYTES);
        if (page.isEmpty() && !commands.existsById(id)) {
            throw ProblemException.of(ProblemType.NOT_FOUND, "there is no such command");
        }
        return TimelinePage.of(page, rows, place);
    }
}
