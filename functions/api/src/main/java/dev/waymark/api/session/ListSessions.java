package dev.waymark.api.session;

import dev.waymark.api.dispatch.Access;
import dev.waymark.body.Page;
import dev.waymark.caller.Scope;
import dev.waymark.paging.Cursor;
import dev.waymark.paging.Paging;
import dev.waymark.session.Session;
import dev.waymark.session.SessionRepository;
import dev.waymark.session.SessionRow;
import dev.waymark.session.SessionStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Lists the sessions of a conversation, the newest first.
@Controller("/v1/conversations")
final class ListSessions {
    private final SessionRepository sessions;

    ListSessions(SessionRepository sessions) {
        this.sessions = sessions;
    }

    /// The sessions of a conversation, the newest first, by status.
    @Get("/{external_id}/sessions")
    @Access(value = Scope.READ, agentKeys = true, userKeys = true)
    Page<Session> list(
            @PathVariable("external_id") String externalId,
            @QueryValue @Nullable SessionStatus status,
            @QueryValue @Nullable Integer limit,
            @QueryValue @Nullable String cursor) {
        int rows = Paging.limit(limit);
        Cursor.Moment before = Cursor.moment(cursor);
        String wanted = status == null ? null : status.name().toLowerCase(Locale.ROOT);
        return Paging.page(
                sessions.page(externalId, wanted, before.at(), before.id(), rows + 1, Paging.BUDGET_BYTES),
                rows,
                SessionRow::sizeBytes,
                row -> new Cursor.Moment(row.startedAt(), row.id()).text(),
                Session::of);
    }
}
