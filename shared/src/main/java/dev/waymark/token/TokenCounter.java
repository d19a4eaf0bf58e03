package dev.waymark.token;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Map;

/// Counts tokens. An encoding is read when it is first asked for (its dictionary takes about 0.1 s and 20 MB, and
/// those who never count pay neither) and then kept. The work grows with the text, whatever is in it: about 1 s for
/// 1 MiB at worst (a single character repeated) and a tenth of it for prose, measured 2026-11-21.
///
/// Text that looks like a model's control token (`<|endoftext|>`) is counted as the text that it is.
@Singleton
public final class TokenCounter {
    private final Map<TokenEncoding, Encoding> read = new EnumMap<>(TokenEncoding.class);

    /// How many tokens the text has.
    public int count(String text, TokenEncoding encoding) {
        return text.isEmpty() ? 0 : encodingOf(encoding).countTokensOrdinary(text);
    }

    private Encoding encodingOf(TokenEncoding encoding) {
        synchronized (read) {
            return read.computeIfAbsent(encoding, TokenCounter::readNow);
        }
    }

    private static Encoding readNow(TokenEncoding encoding) {
        EncodingRegistry registry = Encodings.newLazyEncodingRegistry();
        return registry.getEncoding(EncodingType.fromName(encoding.published()).orElseThrow());
    }
}
