package dev.waymark.document;

import dev.waymark.json.CanonicalJson;
import dev.waymark.json.Digest;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.json.tree.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The documents of one write, each distinct body once: collected here, sent with the write and stored in its
/// statement.
public final class NewDocuments {
    /// What one document may weigh: it has to fit in an answer.
    public static final int MAX_BYTES = 4 * 1024 * 1024;

    private final Map<String, String> bodies = new LinkedHashMap<>();

    /// Adds a body and names it.
    ///
    /// @return 64 hex digits
    /// @throws ProblemException 413 for one that could never be read back whole
    public String add(JsonNode value) {
        byte[] canonical = CanonicalJson.write(value);
        requireFits("a document", canonical.length);
        String digest = Digest.of(canonical).hex();
        bodies.computeIfAbsent(digest, _ -> new String(canonical, StandardCharsets.UTF_8));
        return digest;
    }

    public @Nullable String addOrNull(@Nullable JsonNode value) {
        return value == null ? null : add(value);
    }

    /// Canonical text by digest; null when there is nothing to store.
    public @Nullable Map<String, String> bodies() {
        return bodies.isEmpty() ? null : bodies;
    }

    /// Refuses what could never be answered whole.
    ///
    /// @throws ProblemException 413 when `what` is larger than an answer could be
    public static void requireFits(String what, long bytes) {
        if (bytes > MAX_BYTES) {
            throw ProblemException.of(
                            ProblemType.TOO_LARGE, "%s has %d bytes and may have %d".formatted(what, bytes, MAX_BYTES))
                    .with("limit_bytes", MAX_BYTES);
        }
    }
}
