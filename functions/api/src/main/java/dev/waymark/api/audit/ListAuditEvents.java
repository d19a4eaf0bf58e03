package dev.waymark.api.audit;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.Period;
import dev.waymark.audit.AuditEvent;
import dev.waymark.audit.AuditEventRepository;
import dev.waymark.audit.AuditEventRow;
import dev.waymark.body.Page;
import dev.waymark.caller.Scope;
import dev.waymark.paging.Cursor;
import dev.waymark.paging.Paging;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Lists the audit trail, the newest event first.
@Controller("/v1/audit-events")
final class ListAuditEvents {
    private final AuditEventRepository events;

    ListAuditEvents(AuditEventRepository events) {
        this.events = events;
    }

    /// Lists the audit trail, the newest event first.
    @Get
    @Access(Scope.ADMIN)
    Page<AuditEvent> list(
            @QueryValue("subject_id") @Nullable UUID subjectId,
            @QueryValue("chain_id") @Nullable UUID chainId,
            @QueryValue @Nullable String action,
            @QueryValue @Nullable Instant from,
            @QueryValue @Nullable Instant to,
            @QueryValue @Nullable Integer limit,
            @QueryValue @Nullable String cursor) {
        int rows = Paging.limit(limit);
        Cursor.Moment before = Cursor.moment(cursor);
        Period period = Period.of(from, to);
        return Paging.page(
                events.page(
                        subjectId,
                        chainId,
                        action,
                        period.from(),
                        period.to(),
                        before.at(),
                        before.id(),
                        rows + 1,
                        Paging.BUDGET_BYTES),
                rows,
                AuditEventRow::sizeBytes,
                row -> new Cursor.Moment(row.occurredAt(), row.id()).text(),
                AuditEvent::of);
    }
}
