package dev.waymark.api.message;

import dev.waymark.api.dispatch.Access;
import dev.waymark.body.Page;
import dev.waymark.caller.Scope;
import dev.waymark.message.Message;
import dev.waymark.message.MessageFilter;
import dev.waymark.message.MessagePages;
import dev.waymark.message.MessageRole;
import dev.waymark.paging.Paging;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Lists the messages of a conversation by position, oldest first in every page.
@Controller("/v1/conversations")
final class ListMessages {
    private final MessagePages messages;

    ListMessages(MessagePages messages) {
        this.messages = messages;
    }

    /// Messages after a position, or those right before one (`before` alone pages backwards), by role, type and
    /// session, and by words (`q`, as people type them into a search box; a page may end early then).
    @Get("/{external_id}/messages")
    @Access(value = Scope.READ, agentKeys = true, userKeys = true)
    Page<Message> list(
            @PathVariable("external_id") String externalId,
            @QueryValue @Nullable Long after,
            @QueryValue @Nullable Long before,
            @QueryValue @Nullable MessageRole role,
            @QueryValue("message_type") @Nullable String messageType,
            @QueryValue @Nullable UUID session,
            @QueryValue("q") @Nullable String query,
            @QueryValue @Nullable Integer limit,
            @QueryValue @Nullable String cursor) {
        String wanted = role == null ? null : role.name().toLowerCase(Locale.ROOT);
        return messages.page(
                externalId,
                after,
                before,
                new MessageFilter(wanted, messageType, session, query),
                Paging.limit(limit),
                cursor);
    }
}
