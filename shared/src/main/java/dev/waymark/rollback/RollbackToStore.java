package dev.waymark.rollback;

import dev.waymark.body.BodyWriter;
import dev.waymark.body.OmitNull;
import dev.waymark.id.Ids;
import dev.waymark.json.Digest;
import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What `roll_back()` takes.
///
/// @param digest SHA-256 of the rollback as it was asked for, kept by the audit trail
@Introspected
@OmitNull
public record RollbackToStore(
        UUID id, Instant at, String digest, @Nullable String reason, boolean dryRun) {
    public static RollbackToStore of(NewRollback rollback, Ids ids, BodyWriter writer, Instant at) {
        String digest = Digest.of(writer.write(rollback)).hex();
        return new RollbackToStore(ids.orNext(rollback.id()), at, digest, rollback.reason(), rollback.isDryRun());
    }

    /// What `undo_rollback()` takes.
    @Introspected
    public record Undo(Instant at) {}
}
