package dev.waymark.api.conversation;

import dev.waymark.api.dispatch.Access;
import dev.waymark.caller.Scope;
import dev.waymark.conversation.Conversation;
import dev.waymark.conversation.ConversationRepository;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;

/// Reads the core state of a conversation.
@Controller("/v1/conversations")
final class GetConversation {
    private final ConversationRepository conversations;

    GetConversation(ConversationRepository conversations) {
        this.conversations = conversations;
    }

    /// Reads the core state of a conversation.
    @Get("/{external_id}")
    @Access(value = Scope.READ, agentKeys = true, userKeys = true)
    Conversation get(@PathVariable("external_id") String externalId) {
        return conversations
                .findByName(externalId)
                .map(Conversation::of)
                .orElseThrow(() -> ProblemException.of(ProblemType.NOT_FOUND, "there is no such conversation"));
    }
}
