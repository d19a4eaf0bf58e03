package dev.waymark.erasure;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An erasure in the database, as far as it is.
///
/// @param subject whom it is about; null once it is finished
/// @param stage what is being erased
/// @param tables JSON text: rows by table
@MappedEntity("erasures")
public record ErasureRow(
        @Id UUID id,
        @Nullable String subject,
        String stage,
        String tables,
        int archives,
        Instant erasedAt,
        @Nullable Instant finishedAt) {
    boolean isFinished() {
        return finishedAt != null;
    }
}
