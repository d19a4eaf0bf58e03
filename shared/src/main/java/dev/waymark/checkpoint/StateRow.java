package dev.waymark.checkpoint;

import dev.waymark.piece.Layout;
import io.micronaut.core.annotation.Introspected;

/// A checkpoint with everything that its state is put together from.
///
/// @param answer what [CheckpointRow] holds, as JSON
/// @param packIds the packs, with commas between them
/// @param frames those packs that were asked for; null for none
/// @param writes the pending writes as JSON; null where they were not asked for
@Introspected
@SuppressWarnings("ArrayRecordComponent") // a row on its way out: never compared, and a copy would buy nothing
public record StateRow(
        String answer,
        byte[] layout,
        String packIds,
        @io.micronaut.core.annotation.Nullable byte[] frames, // Micronaut overlooks `byte @Nullable []`
        @io.micronaut.core.annotation.Nullable byte[] writes) {

    public Layout decodedLayout() {
        return LayoutRow.decoded(layout, packIds);
    }
}
