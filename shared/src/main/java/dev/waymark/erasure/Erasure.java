package dev.waymark.erasure;

import dev.waymark.body.OmitNull;
import dev.waymark.json.RawJson;
import io.micronaut.core.annotation.Introspected;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The receipt of an end user's erasure.
///
/// @param userId as the caller gave it: only a digest of it is kept
/// @param erasedAt when it began; from then on nothing is written of the user
/// @param tables how many rows were deleted or blanked, by table
/// @param archives how many archives were deleted or written anew
/// @param finishedAt null while there is more to be erased
/// @param already true where an earlier call had erased the user; absent otherwise
@Introspected
public record Erasure(
        String userId,
        Instant erasedAt,
        RawJson tables,
        int archives,
        @Nullable Instant finishedAt,
        @OmitNull @Nullable Boolean already) {
    /// The receipt as far as the erasure is.
    ///
    /// @param already whether the user had been erased before this call
    public static Erasure of(String userId, ErasureRow row, boolean already) {
        return new Erasure(
                userId,
                row.erasedAt(),
                new RawJson(row.tables().getBytes(StandardCharsets.UTF_8)),
                row.archives(),
                row.finishedAt(),
                already ? true : null);
    }

    /// Whether nothing is left to be erased.
    public boolean finished() {
        return finishedAt != null;
    }
}
