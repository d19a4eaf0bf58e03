package dev.waymark.piece;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;

/// Packs and unpacks content with Zstandard (RFC 8878), without the bytes of a frame that say what is known
/// anyway. A dictionary is any content: what the other repeats of it costs next to nothing.
final class Zstandard {
    /// Up to this size the smaller result of a higher level takes no time that anybody would notice.
    private static final int SMALL_BYTES = 16 * 1024;

    private static final int SMALL_LEVEL = 9;
    private static final int LEVEL = 3;

    private Zstandard() {}

    /// @param dictionary what it is packed against; empty for nothing
    static byte[] packed(byte[] content, byte[] dictionary) {
        try (var context = new ZstdCompressCtx()) {
            context.setLevel(content.length <= SMALL_BYTES ? SMALL_LEVEL : LEVEL)
                    .setMagicless(true)
                    .setChecksum(false)
                    .setDictID(false);
            if (dictionary.length > 0) {
                context.loadDict(dictionary);
            }
            return context.compress(content);
        }
    }

    /// @throws com.github.luben.zstd.ZstdException for bytes that are not what was packed
    static byte[] unpacked(byte[] body, byte[] dictionary, int contentBytes) {
        try (var context = new ZstdDecompressCtx()) {
            context.setMagicless(true);
            if (dictionary.length > 0) {
                context.loadDict(dictionary);
            }
            return context.decompress(body, contentBytes);
        }
    }
}
