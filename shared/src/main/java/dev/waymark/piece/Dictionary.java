package dev.waymark.piece;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;

/// Content that other content is packed against.
///
/// @param bases packs that stand alone
/// @param runs their pieces, by the place of the pack in `bases`
record Dictionary(List<Pack> bases, List<Run> runs) {
    static final Dictionary NONE = new Dictionary(List.of(), List.of());

    boolean isEmpty() {
        return runs.isEmpty();
    }

    byte[] content() {
        return Pack.dictionary(bases, runs);
    }

    List<UUID> baseIds() {
        return bases.stream().map(Pack::id).toList();
    }

    byte[] encodedBases() {
        ByteBuffer buffer = ByteBuffer.allocate(bases.size() * PieceId.BYTES);
        for (Pack base : bases) {
            buffer.putLong(base.id().getMostSignificantBits()).putLong(base.id().getLeastSignificantBits());
        }
        return buffer.array();
    }

    byte[] encodedRuns() {
        return isEmpty() ? new byte[0] : Runs.encoded(runs);
    }
}
