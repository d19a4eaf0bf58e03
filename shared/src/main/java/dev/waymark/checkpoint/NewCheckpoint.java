package dev.waymark.checkpoint;

import dev.waymark.body.Document;
import dev.waymark.body.JsonObject;
import dev.waymark.body.Text;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A checkpoint as it is asked for: with a whole `state`, or based on another checkpoint with what differs.
///
/// @param id the client's own id
/// @param namespace a line of checkpoints within the thread; the empty one by default
/// @param parentCheckpointId of the same thread; the base by default, where that is of the same thread
/// @param state the whole state, an object
/// @param baseCheckpointId the checkpoint whose state this one changes
/// @param keep the only top-level members of the base that stay; all when absent
/// @param set top-level members with new values
/// @param unset top-level members that go
/// @param patch JSON Patch (RFC 6902) over the state, after `keep`, `set` and `unset`
/// @param pinned whether no pruning takes it; false by default
/// @param retentionPolicy `permanent` by default; a temporary one has to expire
/// @param writes pending writes to keep with it, at most 1,000
@Introspected
public record NewCheckpoint(
        @Nullable UUID id,
        @Nullable @Text(maxBytes = 1_000) String namespace,
        @Nullable UUID parentCheckpointId,
        @Nullable CheckpointType checkpointType,
        @Nullable @Text(maxBytes = 4_000) String triggerReason,
        @Nullable @JsonObject @Text(maxBytes = 65_536) JsonNode metadata,
        @Nullable @JsonObject @Document JsonNode state,
        @Nullable UUID baseCheckpointId,
        @Nullable List<String> keep,
        @Nullable @JsonObject @Document JsonNode set,
        @Nullable List<String> unset,
        @Nullable @Document JsonNode patch,
        @Nullable Boolean pinned,
        @Nullable RetentionPolicy retentionPolicy,
        @Nullable Instant expiresAt,
        @Nullable @Size(max = 1_000) List<NewWrite> writes) {

    public String namespaceOrRoot() {
        return namespace == null ? "" : namespace;
    }
}
