package dev.waymark.checkpoint;

import dev.waymark.body.JsonObject;
import dev.waymark.body.Text;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A fork as it is asked for. What is not named is as it was with the original, but for how long the copy
/// stays: for good, unless this says otherwise.
///
/// @param thread the name of the new thread
/// @param id the client's own id for the new checkpoint
/// @param pinned whether no pruning takes it; false by default
/// @param retentionPolicy `permanent` by default; a temporary one has to expire
@Introspected
public record NewFork(
        @NotEmpty @Text(maxBytes = 1_000) @Pattern(regexp = "[^\\p{Cc}]*", message = "must not have control characters")
        String thread,

        @Nullable UUID id,
        @Nullable @JsonObject @Text(maxBytes = 65_536) JsonNode metadata,
        @Nullable CheckpointType checkpointType,
        @Nullable @Text(maxBytes = 4_000) String triggerReason,
        @Nullable Boolean pinned,
        @Nullable RetentionPolicy retentionPolicy,
        @Nullable Instant expiresAt) {}
