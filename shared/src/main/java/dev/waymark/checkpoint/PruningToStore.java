package dev.waymark.checkpoint;

import dev.waymark.body.BodyWriter;
import dev.waymark.body.OmitNull;
import dev.waymark.json.Digest;
import dev.waymark.problem.ProblemException;
import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What `prune_checkpoints()` takes.
///
/// @param digest SHA-256 of the pruning as it was asked for, kept by the audit trail
@Introspected
@OmitNull
public record PruningToStore(
        Instant at,
        String digest,
        @Nullable Long keep,
        @Nullable Instant olderThan,
        @Nullable String namespace,
        boolean dryRun) {

    /// What was asked for, as it is stored.
    ///
    /// @throws ProblemException 422 unless the body says in exactly one way what stays
    public static PruningToStore of(NewPruning asked, BodyWriter writer, Instant at) {
        return new PruningToStore(
                at,
                Digest.of(writer.write(asked)).hex(),
                asked.keep(),
                asked.olderThan(),
                asked.namespace(),
                asked.isDryRun());
    }
}
