package dev.waymark.integrity;

import io.micronaut.core.annotation.Introspected;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What one call has looked at.
///
/// @param tenantId whose rows
/// @param checked how many rows it looked at
/// @param items what is wrong with them
/// @param nextCursor where to go on; null when this was the last of it
@Introspected
public record IntegrityPage(
        UUID tenantId,
        IntegrityCheck check,
        int checked,
        List<Finding> items,
        @Nullable String nextCursor) {
    public IntegrityPage {
        items = List.copyOf(items);
    }
}
