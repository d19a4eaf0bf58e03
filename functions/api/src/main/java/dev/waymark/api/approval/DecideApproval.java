package dev.waymark.api.approval;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.Answers;
import dev.waymark.approval.Approval;
import dev.waymark.approval.ApprovalRepository;
import dev.waymark.approval.ApprovalToStore;
import dev.waymark.approval.NewApproval;
import dev.waymark.body.BodyReader;
import dev.waymark.body.BodyWriter;
import dev.waymark.caller.Scope;
import dev.waymark.database.Written;
import dev.waymark.id.Ids;
import dev.waymark.json.StrictJson;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.UUID;

/// Approves or rejects a step that waits for it: one decision per key, and of two at once one comes second.
@Controller("/v1/steps")
final class DecideApproval {
    private final ApprovalRepository approvals;
    private final BodyReader reader;
    private final BodyWriter writer;
    private final Ids ids;
    private final Clock clock;

    DecideApproval(ApprovalRepository approvals, BodyReader reader, BodyWriter writer, Ids ids, Clock clock) {
        this.approvals = approvals;
        this.reader = reader;
        this.writer = writer;
        this.ids = ids;
        this.clock = clock;
    }

    /// Approves or rejects a step that waits for it.
    @Post("/{id}/approvals")
    @Status(HttpStatus.CREATED)
    @Access(value = Scope.APPROVE, agentKeys = true)
    HttpResponse<Approval> decide(@PathVariable UUID id, @Body NewApproval approval) {
        ApprovalToStore asked = ApprovalToStore.of(approval, ids, writer, clock.instant());
        Written written = approvals.decide(id, new String(writer.write(asked), StandardCharsets.UTF_8));
        Approval.Assigned assigned = reader.read(StrictJson.read(written.answer()), Approval.Assigned.class);
        return Answers.created(Approval.of(id, asked, assigned), written.replayed());
    }
}
