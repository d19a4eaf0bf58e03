package dev.waymark.effect;

import dev.waymark.body.BodyWriter;
import dev.waymark.document.NewDocuments;
import dev.waymark.json.CanonicalJson;
import dev.waymark.json.Digest;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// What `complete_effect()` takes.
///
/// @param digest SHA-256 of the completion as it was handed in, kept by the audit trail
/// @param result canonical JSON as text
@Introspected
public record CompletionToStore(Instant at, String digest, long fencingToken, String result) {
    public static CompletionToStore of(Completion completion, BodyWriter writer, Instant at) {
        JsonNode result = completion.result() == null ? JsonNode.nullNode() : completion.result();
        byte[] canonical = CanonicalJson.write(result);
        NewDocuments.requireFits("a result", canonical.length);
        return new CompletionToStore(
                at,
                Digest.of(writer.write(completion)).hex(),
                completion.fencingToken(),
                new String(canonical, StandardCharsets.UTF_8));
    }
}
