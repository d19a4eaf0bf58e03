package dev.waymark.checkpoint;

import dev.waymark.piece.Layout;
import io.micronaut.core.annotation.Introspected;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/// Where the state of a checkpoint is.
///
/// @param packIds the packs, with commas between them
/// @param writes pending writes as JSON
@Introspected
@SuppressWarnings("ArrayRecordComponent") // a row on its way out: never compared, and a copy would buy nothing
public record LayoutRow(UUID id, byte[] layout, String packIds, byte[] writes) {
    public Layout decodedLayout() {
        return decoded(layout, packIds);
    }

    static Layout decoded(byte[] layout, String packIds) {
        List<UUID> packs = packIds.isEmpty()
                ? List.of()
                : Arrays.stream(packIds.split(",", -1)).map(UUID::fromString).toList();
        return Layout.decoded(packs, layout);
    }
}
