package dev.waymark.api.command;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.Period;
import dev.waymark.body.Page;
import dev.waymark.caller.Scope;
import dev.waymark.command.Command;
import dev.waymark.command.CommandRepository;
import dev.waymark.command.CommandRow;
import dev.waymark.command.CommandStatus;
import dev.waymark.paging.Cursor;
import dev.waymark.paging.Paging;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Lists commands, the newest first, by project, status, agent and time of creation.
@Controller("/v1/commands")
final class ListCommands {
    private final CommandRepository commands;

    ListCommands(CommandRepository commands) {
        this.commands = commands;
    }

    /// Lists commands, the newest first, by project, status, agent and time of creation.
    @Get
    @Access(value = Scope.READ, agentKeys = true)
    Page<Command> list(
            @QueryValue @Nullable String project,
            @QueryValue @Nullable CommandStatus status,
            @QueryValue @Nullable String agent,
            @QueryValue @Nullable Instant from,
            @QueryValue @Nullable Instant to,
            @QueryValue @Nullable Integer limit,
            @QueryValue @Nullable String cursor) {
        int rows = Paging.limit(limit);
        Cursor.Moment before = Cursor.moment(cursor);
        Period period = Period.of(from, to);
        String wanted = status == null ? null : status.name().toLowerCase(Locale.ROOT);
        return Paging.page(
                commands.page(
                        project,
                        wanted,
                        agent,
                        period.from(),
                        period.to(),
                        before.at(),
                        before.id(),
                        rows + 1,
                        Paging.BUDGET_BYTES),
                rows,
                CommandRow::sizeBytes,
                row -> new Cursor.Moment(row.createdAt(), row.id()).text(),
                Command::of);
    }
}
