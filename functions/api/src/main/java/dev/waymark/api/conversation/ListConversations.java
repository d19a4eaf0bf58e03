package dev.waymark.api.conversation;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.Period;
import dev.waymark.body.Page;
import dev.waymark.caller.Scope;
import dev.waymark.conversation.Conversation;
import dev.waymark.conversation.ConversationSearch;
import dev.waymark.conversation.PreviewRepository;
import dev.waymark.conversation.PreviewRow;
import dev.waymark.message.MessageCipher;
import dev.waymark.paging.Cursor;
import dev.waymark.paging.Paging;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Lists conversations, the newest first, each with a preview of its last message: one statement.
@Controller("/v1/conversations")
final class ListConversations {
    private final PreviewRepository previews;
    private final ConversationSearch search;
    private final MessageCipher cipher;

    ListConversations(PreviewRepository previews, ConversationSearch search, MessageCipher cipher) {
        this.previews = previews;
        this.search = search;
        this.cipher = cipher;
    }

    /// Lists conversations, the newest first, by end user, agent and time of creation, each with
    /// its last message in short. `q` finds those whose `user_input` or messages have these
    /// words; a page may end early then.
    @Get
    @Access(value = Scope.READ, agentKeys = true, userKeys = true)
    Page<Conversation> list(
            @QueryValue @Nullable String user,
            @QueryValue @Nullable String agent,
            @QueryValue @Nullable Instant from,
            @QueryValue @Nullable Instant to,
            @QueryValue("q") @Nullable String query,
            @QueryValue @Nullable Integer limit,
            @QueryValue @Nullable String cursor) {
        int rows = Paging.limit(limit);
        Cursor.Moment before = Cursor.moment(cursor);
        Period period = Period.of(from, to);
        if (query != null) {
            return search.page(
                    new ConversationSearch.Among(user, agent, period.from(), period.to(), query), before, rows);
        }
        return Paging.page(
                previews.page(
                        user,
                        agent,
                        period.from(),
                        period.to(),
                        before.at(),
                        before.id(),
                        rows + 1,
                        Paging.BUDGET_BYTES),
                rows,
                PreviewRow::sizeBytes,
                row -> new Cursor.Moment(row.createdAt(), row.id()).text(),
                row -> Conversation.of(row.opened(cipher)));
    }
}
