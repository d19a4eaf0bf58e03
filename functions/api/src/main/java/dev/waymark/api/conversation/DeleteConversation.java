package dev.waymark.api.conversation;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.ExpectedVersion;
import dev.waymark.caller.Scope;
import dev.waymark.conversation.ConversationRepository;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Status;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/// Deletes a conversation with its messages, sessions and context items; the audit keeps the
/// fact.
@Controller("/v1/conversations")
final class DeleteConversation {
    private final ConversationRepository conversations;
    private final Clock clock;

    DeleteConversation(ConversationRepository conversations, Clock clock) {
        this.conversations = conversations;
        this.clock = clock;
    }

    /// Deletes a conversation with all below it.
    @Delete("/{external_id}")
    @Status(HttpStatus.NO_CONTENT)
    @Access(value = Scope.WRITE, agentKeys = true, userKeys = true)
    void delete(
            @PathVariable("external_id") String externalId, @Header("If-Match") @Nullable ExpectedVersion expected) {
        if (!conversations.delete(externalId, ExpectedVersion.numberIn(expected), clock.instant())) {
            throw ProblemException.of(ProblemType.NOT_FOUND, "there is no such conversation");
        }
    }
}
