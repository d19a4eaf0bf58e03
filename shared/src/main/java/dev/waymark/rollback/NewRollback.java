package dev.waymark.rollback;

import dev.waymark.body.Text;
import io.micronaut.core.annotation.Introspected;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A rollback as it is asked for.
///
/// @param id the client's own id
/// @param reason why; required unless nothing is to happen
/// @param dryRun whether to say what would happen, and change nothing; false by default
@Introspected
public record NewRollback(
        @Nullable UUID id,
        @Nullable @Text(maxBytes = 4_000) String reason,
        @Nullable Boolean dryRun) {
    public boolean isDryRun() {
        return Boolean.TRUE.equals(dryRun);
    }
}
