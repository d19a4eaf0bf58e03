package dev.waymark.document;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import org.jspecify.annotations.Nullable;

/// A step's result as it is stored: plain canonical JSON, or, once it is old, a Zstandard frame of that. No JSON begins
/// with the magic number of a frame (RFC 8878), so each says itself which of the two it is.
public final class StoredResult {
    /// Slow to write and as fast to read as any other; written once, years before it is read again, if ever.
    private static final int LEVEL = 12;

    private static final byte[] MAGIC = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};

    private StoredResult() {}

    /// A frame of this JSON; larger than it where there is nothing to win.
    public static byte[] packed(byte[] plain) {
        return Zstd.compress(plain, LEVEL);
    }

    /// The canonical JSON; null for null.
    ///
    /// @throws ProblemException 500 `integrity-error` for a frame that cannot be read
    public static byte @Nullable [] plain(byte @Nullable [] stored) {
        if (stored == null || !isPacked(stored)) {
            return stored;
        }
        try {
            return Zstd.decompress(stored);
        } catch (ZstdException e) {
            var problem = ProblemException.of(ProblemType.INTEGRITY_ERROR, "a packed execution_result cannot be read");
            problem.addSuppressed(e);
            throw problem;
        }
    }

    private static boolean isPacked(byte[] stored) {
        for (int i = 0; i < MAGIC.length; i++) {
            if (stored.length <= i || stored[i] != MAGIC[i]) {
                return false;
            }
        }
        return true;
    }
}
