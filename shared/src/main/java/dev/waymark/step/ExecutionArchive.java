package dev.waymark.step;

import io.micronaut.core.annotation.Introspected;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Where the result of a step is that has left the database.
///
/// @param restore the route that brings the archive back, by POST
@Introspected
public record ExecutionArchive(UUID archiveId, String restore) {

    /// Null for a step whose result is in its row, or that has none.
    public static @Nullable ExecutionArchive orNull(@Nullable UUID archive) {
        return archive == null ? null : new ExecutionArchive(archive, "/v1/archives/" + archive + "/restore");
    }
}
