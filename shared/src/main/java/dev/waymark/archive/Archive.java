package dev.waymark.archive;

import dev.waymark.json.RawJson;
import io.micronaut.core.annotation.Introspected;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An archive as it is answered.
///
/// @param kind what kind of rows, as retention policies name it
/// @param status `writing`, `kept`, `erasing` or `erased`
/// @param rows of all tables together
/// @param tables how many rows of which table
/// @param sizeBytes of the object; null once erased
/// @param sha256 of the object, 64 hex digits; null once erased
/// @param userIds every end user whose rows are in it
/// @param fromAt the time of its oldest row
/// @param toAt the time of its newest row
/// @param restoreRequestedAt when it was asked for; without `restored_at`, it is on its way
/// @param restoredAt when its rows were brought back; null while they are in the object alone
/// @param restoredRows how many came back: a row whose parent was deleted meanwhile does not
/// @param replacedBy the archive that has what was not erased of it
@Introspected
public record Archive(
        UUID id,
        String kind,
        String status,
        String objectKey,
        long rows,
        RawJson tables,
        @Nullable Long sizeBytes,
        @Nullable String sha256,
        RawJson userIds,
        Instant fromAt,
        Instant toAt,
        Instant createdAt,
        @Nullable Instant restoreRequestedAt,
        @Nullable Instant restoredAt,
        @Nullable Long restoredRows,
        @Nullable Instant erasedAt,
        @Nullable UUID replacedBy) {

    public static Archive of(ArchiveRow row) {
        return new Archive(
                row.id(),
                row.kind(),
                row.status(),
                row.objectKey(),
                row.rows(),
                raw(row.tables()),
                row.sizeBytes(),
                row.sha256(),
                raw(row.userIds()),
                row.fromAt(),
                row.toAt(),
                row.createdAt(),
                row.restoreRequestedAt(),
                row.restoredAt(),
                row.restoredRows(),
                row.erasedAt(),
                row.replacedBy());
    }

    private static RawJson raw(String json) {
        return new RawJson(json.getBytes(StandardCharsets.UTF_8));
    }
}
