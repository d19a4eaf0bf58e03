package dev.waymark.api.message;

import dev.waymark.api.dispatch.Access;
import dev.waymark.body.Page;
import dev.waymark.caller.Scope;
import dev.waymark.message.MessagePages;
import dev.waymark.message.MessageVersion;
import dev.waymark.paging.Paging;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Lists what a message said and says, the newest version first.
@Controller("/v1/messages")
final class ListMessageVersions {
    private final MessagePages messages;

    ListMessageVersions(MessagePages messages) {
        this.messages = messages;
    }

    /// What a message said and says, the newest version first.
    @Get("/{id}/versions")
    @Access(value = Scope.READ, agentKeys = true, userKeys = true)
    Page<MessageVersion> list(
            @PathVariable UUID id, @QueryValue @Nullable Integer limit, @QueryValue @Nullable String cursor) {
        return messages.versions(id, Paging.limit(limit), cursor);
    }
}
