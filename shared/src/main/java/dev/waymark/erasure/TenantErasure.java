package dev.waymark.erasure;

import dev.waymark.body.OmitNull;
import dev.waymark.json.RawJson;
import io.micronaut.core.annotation.Introspected;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The receipt of a tenant's deletion.
///
/// @param erasedAt when it began
/// @param tables how many rows were deleted or blanked, by table; what hangs below them by foreign
///     keys went with them
/// @param archives how many archives were deleted
/// @param finishedAt null while there is more to be deleted
/// @param already true where an earlier call had deleted the tenant; absent otherwise
@Introspected
public record TenantErasure(
        UUID tenantId,
        Instant erasedAt,
        RawJson tables,
        int archives,
        @Nullable Instant finishedAt,
        @OmitNull @Nullable Boolean already) {
    /// The receipt as far as the deletion is.
    ///
    /// @param already whether the tenant had been deleted before this call
    public static TenantErasure of(UUID tenant, ErasureRow row, boolean already) {
        return new TenantErasure(
                tenant,
                row.erasedAt(),
                new RawJson(row.tables().getBytes(StandardCharsets.UTF_8)),
                row.archives(),
                row.finishedAt(),
                already ? true : null);
    }

    /// Whether nothing is left to be deleted.
    public boolean finished() {
        return finishedAt != null;
    }
}
