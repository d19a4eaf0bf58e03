package dev.waymark.piece;

import dev.waymark.json.Digest;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.UUID;

/// The name of a piece or a pack: the first 128 bits of the SHA-256 of what it holds. Nobody finds two
/// contents with one name by trying less than 2^64 of them.
record PieceId(long high, long low) {
    static final int BYTES = 16;

    static PieceId of(byte[] bytes, int from, int to) {
        MessageDigest sha256 = Digest.sha256();
        sha256.update(bytes, from, to - from);
        return of(sha256);
    }

    static PieceId of(MessageDigest sha256) {
        return read(ByteBuffer.wrap(sha256.digest()));
    }

    static PieceId read(ByteBuffer from) {
        return new PieceId(from.getLong(), from.getLong());
    }

    void write(ByteBuffer to) {
        to.putLong(high).putLong(low);
    }

    UUID uuid() {
        return new UUID(high, low);
    }
}
