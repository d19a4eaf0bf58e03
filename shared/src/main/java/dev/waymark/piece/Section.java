package dev.waymark.piece;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/// One value of a state: a large member, or all small members together.
///
/// @param name of the member; empty for the small members, whose kind is an object
/// @param open see [Cuts#open()]
/// @param runs where its items are
record Section(String name, Kind kind, boolean open, List<Run> runs) {
    /// Adds what a state's digest says of it.
    ///
    /// @param pieces all of it, in order
    void addTo(MessageDigest sha256, List<PieceId> pieces) {
        addTo(sha256, name, kind, pieces);
    }

    /// The same for a section that is being made.
    static void addTo(MessageDigest sha256, String name, Kind kind, List<PieceId> pieces) {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        ByteBuffer buffer = ByteBuffer.allocate(utf8.length + 2 * Integer.BYTES + 1 + pieces.size() * PieceId.BYTES);
        buffer.putInt(utf8.length).put(utf8).put(kind.code());
        buffer.putInt(pieces.size());
        pieces.forEach(piece -> piece.write(buffer));
        sha256.update(buffer.array());
    }
}
