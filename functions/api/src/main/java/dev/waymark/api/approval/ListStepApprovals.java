package dev.waymark.api.approval;

import dev.waymark.api.dispatch.Access;
import dev.waymark.approval.Approval;
import dev.waymark.approval.ApprovalRepository;
import dev.waymark.approval.ApprovalRow;
import dev.waymark.body.Page;
import dev.waymark.caller.Scope;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Lists the decisions about a step in their order: at most 100, so all at once.
@Controller("/v1/steps")
final class ListStepApprovals {
    private static final String STATE_CONTEXT = "state_context";

    private final ApprovalRepository approvals;

    ListStepApprovals(ApprovalRepository approvals) {
        this.approvals = approvals;
    }

    /// Lists the decisions about a step; `expand=state_context` adds what there was to see.
    @Get("/{id}/approvals")
    @Access(value = Scope.READ, agentKeys = true)
    Page<Approval> list(@PathVariable UUID id, @QueryValue @Nullable Set<String> expand) {
        if (expand != null && !expand.equals(Set.of(STATE_CONTEXT))) {
            throw ProblemException.invalid(FieldError.of("expand", "enum", "may name state_context"));
        }
        List<ApprovalRow> rows = approvals.ofStep(id, expand != null);
        if (rows.isEmpty() && !approvals.stepExists(id)) {
            throw ProblemException.of(ProblemType.NOT_FOUND, "there is no such step");
        }
        return new Page<>(
                rows.stream().map(row -> Approval.of(row, expand != null)).toList(), null);
    }
}
