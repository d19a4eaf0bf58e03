package dev.waymark.memory;

import dev.waymark.body.BodyWriter;
import dev.waymark.body.OmitNull;
import dev.waymark.encryption.FieldWriter;
import dev.waymark.json.Digest;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What `patch_memory()` takes.
///
/// @param digest SHA-256 of the rest, kept by the audit trail
/// @param named the members that may be null and are there
/// @param content canonical JSON as text, or encrypted
/// @param contentKeys the names of its members, where the database cannot see them
@Introspected
@OmitNull
public record MemoryChangeToStore(
        Instant at,
        @Nullable String digest,
        List<String> named,
        @Nullable MemoryType memoryType,
        @Nullable String content,
        @Nullable List<String> contentKeys,
        @Nullable BigDecimal importance,
        @Nullable Double decayRate,
        @Nullable List<UUID> relatedMemories,
        @Nullable UUID sourceMessageId,
        @Nullable Instant expiresAt,
        @Nullable JsonNode metadata,
        @Nullable Integer dimensions,
        @Nullable String embedding,
        @Nullable VectorCode code,
        @Nullable String embeddingModel) {

    /// What is stored of a change.
    ///
    /// @param id the memory's
    /// @param embedding of this change, read; null where it has none
    /// @param fields how memories are written
    public static MemoryChangeToStore of(
            UUID id,
            MemoryChange change,
            float @Nullable [] embedding,
            FieldWriter fields,
            BodyWriter writer,
            Instant at) {
        MemoryChangeToStore bare = digested(id, change, embedding, fields, null, at);
        return digested(
                id, change, embedding, fields, Digest.of(writer.write(bare)).hex(), at);
    }

    private static MemoryChangeToStore digested(
            UUID id,
            MemoryChange change,
            float @Nullable [] embedding,
            FieldWriter fields,
            @Nullable String digest,
            Instant at) {
        JsonNode content = change.content();
        return new MemoryChangeToStore(
                at,
                digest,
                named(change),
                change.memoryType(),
                content == null ? null : fields.text(MemoryCipher.content(id), MemoryToStore.canonical(content)),
                content == null || !fields.encrypts() ? null : keys(content),
                change.importance() == null ? null : MemoryToStore.importance(change.importance()),
                change.decayRate(),
                change.relatedMemories(),
                change.sourceMessageId().value(),
                change.expiresAt().value(),
                change.metadata(),
                embedding == null ? null : embedding.length,
                embedding == null ? null : Embedding.arrayLiteral(embedding),
                embedding == null ? null : VectorCode.of(embedding),
                change.embeddingModel().value());
    }

    private static List<String> keys(JsonNode content) {
        var keys = new ArrayList<String>();
        content.entries().forEach(member -> keys.add(member.getKey()));
        return keys;
    }

    private static List<String> named(MemoryChange change) {
        var named = new ArrayList<String>();
        if (change.sourceMessageId().isPresent()) {
            named.add("source_message_id");
        }
        if (change.expiresAt().isPresent()) {
            named.add("expires_at");
        }
        if (change.embedding().isPresent()) {
            named.add("embedding");
        }
        if (change.embeddingModel().isPresent()) {
            named.add("embedding_model");
        }
        return named;
    }
}
