package dev.waymark.api.conversation;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.ExpectedVersion;
import dev.waymark.body.BodyWriter;
import dev.waymark.caller.Scope;
import dev.waymark.conversation.Conversation;
import dev.waymark.conversation.ConversationChange;
import dev.waymark.conversation.ConversationRepository;
import dev.waymark.conversation.ConversationToStore;
import dev.waymark.conversation.NewConversation;
import dev.waymark.id.Ids;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Put;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// Makes a conversation, or replaces its core state: what the body does not name is emptied.
/// One that exists takes
/// If-Match.
@Controller("/v1/conversations")
final class PutConversation {
    private final ConversationRepository conversations;
    private final BodyWriter writer;
    private final Ids ids;
    private final Clock clock;

    PutConversation(ConversationRepository conversations, BodyWriter writer, Ids ids, Clock clock) {
        this.conversations = conversations;
        this.writer = writer;
        this.ids = ids;
        this.clock = clock;
    }

    /// Makes a conversation, or replaces its core state; registers the agent when its name is
    /// new.
    @Put("/{external_id}")
    @Access(value = Scope.WRITE, agentKeys = true, userKeys = true)
    HttpResponse<Conversation> put(
            @PathVariable("external_id") String externalId,
            @Header("If-Match") @Nullable ExpectedVersion expected,
            @Header("If-None-Match") @Nullable String mustBeNew,
            @Body NewConversation conversation) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var stored = ConversationToStore.of(ConversationChange.toAllOf(conversation), ids, writer, now);
        Conversation put = Conversation.of(conversations.put(
                externalId,
                new String(writer.write(stored), StandardCharsets.UTF_8),
                ExpectedVersion.numberIn(expected),
                ExpectedVersion.isAny(expected),
                mustBeNew != null));
        return put.id().equals(stored.get("id")) ? HttpResponse.created(put) : HttpResponse.ok(put);
    }
}
