package dev.waymark.conversation;

import dev.waymark.body.Page;
import dev.waymark.message.MessageCipher;
import dev.waymark.message.SegmentSearch;
import dev.waymark.paging.Cursor;
import dev.waymark.paging.Paging;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Finds conversations by what was said in them. It looks at one after the other, the newest
/// first, and at so many a call: a page may end early, even empty, and its cursor goes on from
/// there.
@Singleton
public final class ConversationSearch {
    private static final int CONVERSATIONS_A_TIME = 50;
    private static final int MAX_CONVERSATIONS = 400;
    private static final int MAX_SEGMENTS = 200;

    private final SearchedRepository conversations;
    private final PreviewRepository previews;
    private final SegmentSearch segments;
    private final MessageCipher cipher;

    ConversationSearch(
            SearchedRepository conversations,
            PreviewRepository previews,
            SegmentSearch segments,
            MessageCipher cipher) {
        this.cipher = cipher;
        this.conversations = conversations;
        this.previews = previews;
        this.segments = segments;
    }

    /// Which conversations are looked at.
    ///
    /// @param query words, as people type them into a search box
    public record Among(@Nullable String user, @Nullable String agent, Instant from, Instant to, String query) {}

    /// Conversations whose `user_input` or whose messages the query finds, made before a moment,
    /// the newest first.
    public Page<Conversation> page(Among among, Cursor.Moment start, int limit) {
        List<SearchedRow> found = new ArrayList<>();
        Cursor.Moment before = start;
        int looked = 0;
        int unpacked = 0;
        boolean over = false;
        while (!over && found.size() <= limit && looked < MAX_CONVERSATIONS && unpacked < MAX_SEGMENTS) {
            List<SearchedRow> next = conversations.next(
                    among.user(),
                    among.agent(),
                    among.from(),
                    among.to(),
                    before.at(),
                    before.id(),
                    among.query(),
                    CONVERSATIONS_A_TIME);
            over = next.size() < CONVERSATIONS_A_TIME;
            for (SearchedRow row : next) {
                if (found.size() > limit || unpacked >= MAX_SEGMENTS) {
                    over = false;
                    break;
                }
                unpacked += row.candidates().size();
                if (row.found() || segments.finds(row.id(), row.candidates(), among.query())) {
                    found.add(row);
                }
                before = new Cursor.Moment(row.createdAt(), row.id());
                looked++;
            }
        }
        return page(found, limit, over ? null : before);
    }

    private Page<Conversation> page(List<SearchedRow> found, int limit, Cursor.@Nullable Moment rest) {
        String ids = found.stream().map(row -> row.id().toString()).collect(Collectors.joining(",", "{", "}"));
        List<PreviewRow> rows = found.isEmpty() ? List.of() : previews.of(ids);
        Page<Conversation> page = Paging.page(
                rows,
                limit,
                PreviewRow::sizeBytes,
                row -> new Cursor.Moment(row.createdAt(), row.id()).text(),
                row -> Conversation.of(row.opened(cipher)));
        return page.nextCursor() != null || rest == null ? page : new Page<>(page.items(), rest.text());
    }
}
