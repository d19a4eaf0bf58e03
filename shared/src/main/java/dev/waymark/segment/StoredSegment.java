package dev.waymark.segment;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import dev.waymark.json.Digest;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.UUID;
import java.util.function.UnaryOperator;

/// A sheet as it is stored.
///
/// @param contentBytes what the sheet weighs unpacked
/// @param digest SHA-256 of the place that it belongs to and the sheet; where the body is hidden,
///     of the place and the body
/// @param body the sheet as a Zstandard frame, which may be hidden
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

    /// The same segment with its frame hidden. Its digest is that of what is hidden, so that it
    /// tells nothing of the sheet.
    public StoredSegment hidden(UUID conversation, long first, UnaryOperator<byte[]> hide) {
        byte[] hidden = hide.apply(body);
        return new StoredSegment(contentBytes, digestOf(conversation, first, hidden), hidden);
    }

    /// Unpacks one that is not hidden.
    ///
    /// @throws ProblemException 500 integrity-error, naming the segment, when it is not what
    ///     was stored at this place
    public SheetReader open(UUID conversation, long first) {
        return open(conversation, first, UnaryOperator.identity());
    }

    /// Unpacks it.
    ///
    /// @param reveal makes a frame of a hidden one, and leaves any other as it is
    /// @throws ProblemException 500 integrity-error, naming the segment, when it is not what
    ///     was stored at this place
    public SheetReader open(UUID conversation, long first, UnaryOperator<byte[]> reveal) {
        byte[] frame = reveal.apply(body);
        try {
            byte[] sheet = Zstd.decompress(frame, contentBytes);
            byte[] digested = frame == body ? sheet : body;
            if (!MessageDigest.isEqual(digest, digestOf(conversation, first, digested))) {
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
