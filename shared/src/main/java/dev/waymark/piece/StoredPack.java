package dev.waymark.piece;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// A pack as the database keeps it.
///
/// @param id the first 128 bits of a SHA-256 over bases, dictionary, directory and content
/// @param bases the packs, 16 bytes each, whose pieces the content is packed against; empty for one that
///     stands alone
/// @param dictionary which of their pieces, as [Runs] encodes them
/// @param directory what pieces it holds, as [Directory] encodes it
/// @param contentBytes what the content weighs unpacked
/// @param body the content, packed
@SuppressWarnings("ArrayRecordComponent") // a row on its way in or out
public record StoredPack(UUID id, byte[] bases, byte[] dictionary, byte[] directory, int contentBytes, byte[] body) {

    /// Packs as `pack_frames()` sends them: each the id and then five lengths with what they measure, the
    /// content's length alone.
    public static List<StoredPack> read(byte[] frames) {
        ByteBuffer buffer = ByteBuffer.wrap(frames);
        List<StoredPack> packs = new ArrayList<>();
        while (buffer.hasRemaining()) {
            packs.add(new StoredPack(
                    new UUID(buffer.getLong(), buffer.getLong()),
                    bytes(buffer),
                    bytes(buffer),
                    bytes(buffer),
                    buffer.getInt(),
                    bytes(buffer)));
        }
        return packs;
    }

    private static byte[] bytes(ByteBuffer from) {
        byte[] bytes = new byte[from.getInt()];
        from.get(bytes);
        return bytes;
    }

    List<UUID> baseIds() {
        return ids(bases);
    }

    static List<UUID> ids(byte[] encoded) {
        ByteBuffer buffer = ByteBuffer.wrap(encoded);
        List<UUID> ids = new ArrayList<>(encoded.length / PieceId.BYTES);
        while (buffer.hasRemaining()) {
            ids.add(PieceId.read(buffer).uuid());
        }
        return ids;
    }

    /// What it adds to the store, without what a row costs.
    public int storedBytes() {
        return bases.length + dictionary.length + directory.length + body.length;
    }
}
