package dev.waymark.api.conversation;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.ExpectedVersion;
import dev.waymark.body.BodyWriter;
import dev.waymark.caller.Scope;
import dev.waymark.conversation.Conversation;
import dev.waymark.conversation.ConversationChange;
import dev.waymark.conversation.ConversationRepository;
import dev.waymark.conversation.ConversationToStore;
import dev.waymark.id.Ids;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.PathVariable;
import java.nio.charset.StandardCharsets;
import java.time.Clock;

/// Changes what the body names of a conversation's core state, and nothing else.
@Controller("/v1/conversations")
final class PatchConversation {
    private final ConversationRepository conversations;
    private final BodyWriter writer;
    private final Ids ids;
    private final Clock clock;

    PatchConversation(ConversationRepository conversations, BodyWriter writer, Ids ids, Clock clock) {
        this.conversations = conversations;
        this.writer = writer;
        this.ids = ids;
        this.clock = clock;
    }

    /// Changes what the body names of a conversation's core state; null empties.
    @Patch("/{external_id}")
    @Access(value = Scope.WRITE, agentKeys = true, userKeys = true)
    Conversation patch(
            @PathVariable("external_id") String externalId,
            @Header("If-Match") ExpectedVersion expected,
            @Body ConversationChange change) {
        byte[] body = writer.write(ConversationToStore.of(change, ids, writer, clock.instant()));
        return Conversation.of(
                conversations.change(externalId, new String(body, StandardCharsets.UTF_8), expected.number()));
    }
}
