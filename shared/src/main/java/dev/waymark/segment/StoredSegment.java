package dev.waymark.segment;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import dev.waymark.json.Digest;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.UUID;

/// A sheet as it is stored.
///
/// @param contentBytes what the sheet weighs unpacked
/// @param digest SHA-256 of the place that it belongs to and the sheet
/// @param body the sheet as a Zstandard frame
@SuppressWarnings("ArrayRecordComponent") // passed on and never compared
public record StoredSegment(int contentBytes, byte[] digest, byte[] body) {
    /// Higher levels gain 3 % and take seven times as long and more (ADR 0013).
    private static final int LEVEL = 9;

    /// Packs a sheet.
    ///
    /// @param conversation whose it is
    /// @param first the position of its first row
    public static StoredSegment of(UUID conversation, long first, byte[] sheet) {
        return new StoredSegment(sheet.length, digestOf(conversation, first, sheet), Zstd.compress(sheet, LEVEL));
    }

    /// Unpacks it.
    ///
    /// @throws ProblemException 500 integrity-error, naming the segment, when it is not what
    ///     was stored at this place
    public SheetReader open(UUID conversation, long first) {
        try {
            byte[] sheet = Zstd.decompress(body, contentBytes);
            if (!MessageDigest.isEqual(digest, digestOf(conversation, first, sheet))) {
                throw broken(conversation, first);
            }
            return new SheetReader(sheet);
        } catch (ZstdException | IllegalArgumentException | IndexOutOfBoundsException e) {
            ProblemException problem = broken(conversation, first);
            problem.addSuppressed(e);
            throw problem;
        }
    }

    private static ProblemException broken(UUID conversation, long first) {
        return ProblemException.of(
                ProblemType.INTEGRITY_ERROR,
                "the segment of conversation %s that begins at position %d does not match its digest"
                        .formatted(conversation, first));
    }

    private static byte[] digestOf(UUID conversation, long first, byte[] sheet) {
        MessageDigest sha256 = Digest.sha256();
        sha256.update(ByteBuffer.allocate(3 * Long.BYTES)
                .putLong(conversation.getMostSignificantBits())
                .putLong(conversation.getLeastSignificantBits())
                .putLong(first)
                .flip());
        return sha256.digest(sheet);
    }
}
