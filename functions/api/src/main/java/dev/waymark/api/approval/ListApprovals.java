package dev.waymark.api.approval;

import dev.waymark.api.dispatch.Access;
import dev.waymark.approval.ApprovalRepository;
import dev.waymark.approval.ApprovalRequest;
import dev.waymark.approval.ApprovalRequestRow;
import dev.waymark.approval.ApprovalRequestStatus;
import dev.waymark.body.Page;
import dev.waymark.caller.Scope;
import dev.waymark.paging.Cursor;
import dev.waymark.paging.Paging;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The inbox: what waits for approval across all commands, and what came of the rest; the newest first.
@Controller("/v1/approvals")
final class ListApprovals {
    private final ApprovalRepository approvals;

    ListApprovals(ApprovalRepository approvals) {
        this.approvals = approvals;
    }

    /// Lists requests for approval across all commands, the newest first.
    @Get
    @Access(value = Scope.READ, agentKeys = true)
    Page<ApprovalRequest> list(
            @QueryValue @Nullable ApprovalRequestStatus status,
            @QueryValue @Nullable Integer limit,
            @QueryValue @Nullable String cursor) {
        int rows = Paging.limit(limit);
        Cursor.Moment before = Cursor.moment(cursor);
        String wanted = status == null ? null : status.name().toLowerCase(Locale.ROOT);
        return Paging.page(
                approvals.page(wanted, before.at(), before.id(), rows + 1, Paging.BUDGET_BYTES),
                rows,
                ApprovalRequestRow::sizeBytes,
                row -> new Cursor.Moment(row.requestedAt(), row.id()).text(),
                ApprovalRequest::of);
    }
}
