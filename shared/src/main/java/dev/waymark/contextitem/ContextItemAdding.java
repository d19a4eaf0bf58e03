package dev.waymark.contextitem;

import dev.waymark.body.BodyReader;
import dev.waymark.body.BodyWriter;
import dev.waymark.document.NewDocuments;
import dev.waymark.id.Ids;
import dev.waymark.json.CanonicalJson;
import dev.waymark.json.Digest;
import dev.waymark.json.StrictJson;
import io.micronaut.core.annotation.Introspected;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Turns context items as they are asked for into what `add_context_items()` takes, and what
/// that assigns into answers.
public final class ContextItemAdding {
    private final BodyWriter writer;
    private final Instant at;
    private final List<ContextItemToStore> items;

    /// @throws dev.waymark.problem.ProblemException 413 for one that could never be read back
    ///     whole
    public ContextItemAdding(Ids ids, BodyWriter writer, Instant at, List<NewContextItem> asked) {
        this.writer = writer;
        this.at = at;
        this.items = asked.stream().map(item -> toStore(item, ids)).toList();
    }

    /// A context item as it is stored.
    ///
    /// @throws dev.waymark.problem.ProblemException 413 for one that could never be read back
    ///     whole
    public static ContextItemToStore toStore(NewContextItem item, Ids ids) {
        byte[] content = CanonicalJson.write(item.content());
        NewDocuments.requireFits("a context item", content.length);
        return new ContextItemToStore(
                ids.orNext(item.id()),
                item.source(),
                item.contextType(),
                new String(content, StandardCharsets.UTF_8),
                item.relevanceOrDefault(),
                item.metadata(),
                item.createdAt());
    }

    /// What `add_context_items()` takes.
    @Introspected
    record Body(Instant at, String digest, List<ContextItemToStore> items) {}

    /// What it assigned: with the request it makes the whole answer.
    @Introspected
    record Added(UUID conversationId, Instant at, List<UUID> ids) {}

    /// The argument of `add_context_items()`, as JSON.
    public String body() {
        byte[] body = writer.write(new Body(at, Digest.of(writer.write(items)).hex(), items));
        return new String(body, StandardCharsets.UTF_8);
    }

    /// The items as they are now stored, in the order asked for.
    ///
    /// @param answer what `add_context_items()` answered, now or to an earlier request with the
    ///     same body
    public List<ContextItem> added(String answer, BodyReader reader) {
        Added added = reader.read(StrictJson.read(answer), Added.class);
        List<ContextItem> shown = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            shown.add(ContextItem.of(added.ids().get(i), added.conversationId(), items.get(i), added.at()));
        }
        return shown;
    }
}
