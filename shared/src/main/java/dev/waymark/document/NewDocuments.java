package dev.waymark.document;

import dev.waymark.json.CanonicalJson;
import dev.waymark.json.Digest;
import dev.waymark.piece.Layout;
import dev.waymark.piece.NewState;
import dev.waymark.piece.PackToStore;
import dev.waymark.piece.Shelf;
import dev.waymark.piece.StateBuilder;
import dev.waymark.piece.StateChange;
import dev.waymark.piece.StoredPack;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.json.tree.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The documents of one write, each distinct body once: collected here, sent with the write and
/// stored in its statement.
public final class NewDocuments {
    /// What one document may weigh: it has to fit in an answer.
    public static final int MAX_BYTES = 4 * 1024 * 1024;

    /// From here on a document that differs a little from one before is cheaper in pieces.
    private static final int PIECES_FROM_BYTES = 8 * 1024;

    private final Map<String, String> bodies = new LinkedHashMap<>();
    private final Map<String, PackedToStore> packed = new LinkedHashMap<>();
    private final Map<UUID, StoredPack> packs = new TreeMap<>(Comparator.comparing(UUID::toString));
    private final Map<String, String> canonicalOfPacked = new HashMap<>();

    /// Adds a body and names it.
    ///
    /// @return 64 hex digits
    /// @throws ProblemException 413 for one that could never be read back whole
    public String add(JsonNode value) {
        byte[] canonical = CanonicalJson.write(value);
        requireFits("a document", canonical.length);
        String digest = Digest.of(canonical).hex();
        bodies.computeIfAbsent(digest, _ -> new String(canonical, StandardCharsets.UTF_8));
        return digest;
    }

    /// Adds an object and names it; a large one is kept in pieces, and what it has in common with the one before is
    /// stored once.
    ///
    /// @param before the stored body that it is likely to resemble, or null; asked only for a large one
    /// @return 64 hex digits
    /// @throws ProblemException 413 for one that could never be read back whole
    public String addInPieces(JsonNode object, Supplier<byte @Nullable []> before) {
        byte[] canonical = CanonicalJson.write(object);
        if (canonical.length < PIECES_FROM_BYTES) {
            return add(object);
        }
        requireFits("a document", canonical.length);
        String digest = Digest.of(canonical).hex();
        if (!packed.containsKey(digest)) {
            NewState pieces = pieces(object, before.get());
            packed.put(digest, PackedToStore.of(digest, canonical.length, pieces));
            pieces.packs().forEach(pack -> packs.put(pack.id(), pack));
            canonicalOfPacked.put(digest, new String(canonical, StandardCharsets.UTF_8));
        }
        return digest;
    }

    private static NewState pieces(JsonNode object, byte @Nullable [] before) {
        StoredBody like = before == null ? null : StoredBody.of(before);
        Layout layout = like == null ? null : like.layout();
        return like == null || layout == null
                ? StateBuilder.build(Layout.EMPTY, new Shelf(), StateChange.whole(object))
                : StateBuilder.build(layout, like.shelf(), StateChange.whole(object));
    }

    public @Nullable String addOrNull(@Nullable JsonNode value) {
        return value == null ? null : add(value);
    }

    /// Canonical text by digest; null when there is nothing to store.
    public @Nullable Map<String, String> bodies() {
        return bodies.isEmpty() ? null : bodies;
    }

    /// The documents in pieces; null when there is none.
    public @Nullable List<PackedToStore> packed() {
        return packed.isEmpty() ? null : List.copyOf(packed.values());
    }

    /// The new packs of the documents in pieces, each once and in the order of their ids; null when there is none.
    public @Nullable List<PackToStore> packs() {
        return packed.isEmpty()
                ? null
                : packs.values().stream().map(PackToStore::of).toList();
    }

    /// The bytes of the new packs.
    public byte[] packContent() {
        return PackToStore.content(List.copyOf(packs.values()));
    }

    /// Canonical text by digest of everything that was added.
    public Map<String, String> atHand() {
        Map<String, String> all = new HashMap<>(bodies);
        all.putAll(canonicalOfPacked);
        return all;
    }

    /// Refuses what could never be answered whole.
    ///
    /// @throws ProblemException 413 when `what` is larger than an answer could be
    public static void requireFits(String what, long bytes) {
        requireFits(what, bytes, MAX_BYTES);
    }

    /// Refuses what is larger than its kind may be.
    ///
    /// @throws ProblemException 413 that names the limit
    public static void requireFits(String what, long bytes, long limit) {
        if (bytes > limit) {
            throw ProblemException.of(
                            ProblemType.TOO_LARGE, "%s has %d bytes and may have %d".formatted(what, bytes, limit))
                    .with("limit_bytes", limit);
        }
    }
}
