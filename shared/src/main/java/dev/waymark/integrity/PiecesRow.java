package dev.waymark.integrity;

import dev.waymark.piece.Layout;
import dev.waymark.piece.Shelf;
import dev.waymark.piece.StateText;
import dev.waymark.piece.StoredPack;
import io.micronaut.core.annotation.Introspected;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/// A document or a state in pieces, with the packs that it is read from.
///
/// @param digest that it is stored under, hex
/// @param packIds with commas between them
/// @param frames see `pack_frames()`; null for none
@Introspected
@SuppressWarnings("ArrayRecordComponent") // a row on its way out: never compared, and a copy would buy nothing
record PiecesRow(
        String digest,
        byte[] layout,
        String packIds,
        @io.micronaut.core.annotation.Nullable byte[] frames) { // Micronaut overlooks `byte @Nullable []`

    /// Put together from its packs, each of which is unpacked and looked at.
    StateText read() {
        List<UUID> packs = packIds.isEmpty()
                ? List.of()
                : Arrays.stream(packIds.split(",", -1)).map(UUID::fromString).toList();
        var shelf = new Shelf();
        if (frames != null) {
            shelf.open(StoredPack.read(frames));
        }
        return new StateText(Layout.decoded(packs, layout), shelf);
    }
}
