package dev.waymark.state;

import dev.waymark.body.Document;
import dev.waymark.body.JsonObject;
import dev.waymark.document.NewDocuments;
import dev.waymark.json.CanonicalJson;
import dev.waymark.json.Digest;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Some or all partitions of a state, each any JSON object.
@Introspected
public record Partitions(
        @Nullable @JsonObject @Document JsonNode localState,
        @Nullable @JsonObject @Document JsonNode sharedState,
        @Nullable @JsonObject @Document JsonNode sessionState,
        @Nullable @JsonObject @Document JsonNode persistentState) {

    /// Those that are there, by name, in the order in which they are shown.
    public Map<String, JsonNode> given() {
        var given = new LinkedHashMap<String, JsonNode>();
        put(given, Partition.LOCAL_STATE, localState);
        put(given, Partition.SHARED_STATE, sharedState);
        put(given, Partition.SESSION_STATE, sessionState);
        put(given, Partition.PERSISTENT_STATE, persistentState);
        return given;
    }

    /// All four, with an empty object for each that is not there.
    public Partitions whole() {
        return new Partitions(
                orEmpty(localState), orEmpty(sharedState), orEmpty(sessionState), orEmpty(persistentState));
    }

    /// Those that differ from the ones of this version.
    public Partitions withoutThoseOf(StateRow row) {
        return new Partitions(
                unlessSame(localState, row.localDigest()),
                unlessSame(sharedState, row.sharedDigest()),
                unlessSame(sessionState, row.sessionDigest()),
                unlessSame(persistentState, row.persistentDigest()));
    }

    private static @Nullable JsonNode unlessSame(@Nullable JsonNode value, String digest) {
        return value == null || Digest.of(CanonicalJson.write(value)).hex().equals(digest) ? null : value;
    }

    /// Whether all four are there and empty.
    public boolean isReset() {
        return given().size() == Partition.values().length
                && given().values().stream().allMatch(value -> value.size() == 0);
    }

    /// Adds each partition that is there to the documents of a write. The two together are what `put_state()` and
    /// `restore_state()` take.
    ///
    /// @param before the version before, in which a large partition probably resembles the new one; asked for only
    ///     when there is a large one, and null where nothing is known
    /// @return partition → hex digest
    public Map<String, String> storedIn(NewDocuments documents, Supplier<@Nullable StateRow> before) {
        var digests = new LinkedHashMap<String, String>();
        given().forEach((name, value) -> digests.put(name, documents.addInPieces(value, () -> {
            StateRow row = before.get();
            return row == null ? null : row.bodyOf(Partition.named(name));
        })));
        return digests;
    }

    private static void put(Map<String, JsonNode> given, Partition partition, @Nullable JsonNode value) {
        if (value != null) {
            given.put(partition.word(), value);
        }
    }

    private static JsonNode orEmpty(@Nullable JsonNode value) {
        return value == null ? JsonNode.createObjectNode(Map.of()) : value;
    }
}
