package dev.waymark.checkpoint;

import dev.waymark.body.OmitNull;
import dev.waymark.body.Text;
import dev.waymark.document.NewDocuments;
import dev.waymark.document.PackedToStore;
import dev.waymark.id.Ids;
import dev.waymark.piece.PackToStore;
import dev.waymark.state.Partition;
import dev.waymark.state.Partitions;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A restoration as it is asked for.
///
/// @param trigger why, in a few words; the checkpoint's id by default
@Introspected
public record Restoration(@Nullable @Text(maxBytes = 4_000) String trigger) {

    /// What `restore_checkpoint()` takes.
    ///
    /// @param partitions partition → hex digest
    /// @param documents canonical text by digest
    /// @param packedDocuments large documents in pieces
    /// @param packs the new packs of these, whose bytes come beside
    @Introspected
    @OmitNull
    public record ToStore(
            Instant at,
            UUID stateId,
            UUID transitionId,
            @Nullable String trigger,
            Map<String, String> partitions,
            @Nullable Map<String, String> documents,
            @Nullable List<PackedToStore> packedDocuments,
            @Nullable List<PackToStore> packs) {

        /// The statement's parameters.
        ///
        /// @param documents that the state's are added to
        public static ToStore of(
                JsonNode state, @Nullable String trigger, NewDocuments documents, Ids ids, Instant at) {
            Map<String, String> partitions = Restoration.partitions(state).storedIn(documents, () -> null);
            return new ToStore(
                    at,
                    ids.next(),
                    ids.next(),
                    trigger,
                    partitions,
                    documents.bodies(),
                    documents.packed(),
                    documents.packs());
        }
    }

    /// What a checkpoint's state is as an agent's state: itself where it has members, all of them are named as
    /// partitions, and all are objects; else it is `local_state`.
    private static Partitions partitions(JsonNode state) {
        boolean whole = state.size() > 0;
        for (Map.Entry<String, JsonNode> member : state.entries()) {
            whole = whole
                    && Partition.words().contains(member.getKey())
                    && member.getValue().isObject();
        }
        return whole
                ? new Partitions(
                        state.get(Partition.LOCAL_STATE.word()),
                        state.get(Partition.SHARED_STATE.word()),
                        state.get(Partition.SESSION_STATE.word()),
                        state.get(Partition.PERSISTENT_STATE.word()))
                : new Partitions(state, null, null, null);
    }
}
