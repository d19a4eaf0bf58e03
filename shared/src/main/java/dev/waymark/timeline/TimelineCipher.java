package dev.waymark.timeline;

import dev.waymark.document.ResultCipher;
import dev.waymark.evaluation.EvidenceCipher;
import dev.waymark.json.RawJson;
import dev.waymark.json.StrictJson;
import io.micronaut.json.tree.JsonNode;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What timelines show of what may be encrypted: results, output, and the evidence of evaluations.
@Singleton
public final class TimelineCipher {
    /// Ends output that is encrypted; any other ends with the quote of a text.
    private static final String ENCRYPTED = ",\"encrypted\":true}";

    private final ResultCipher results;
    private final EvidenceCipher evidence;

    TimelineCipher(ResultCipher results, EvidenceCipher evidence) {
        this.results = results;
        this.evidence = evidence;
    }

    byte @Nullable [] result(UUID step, byte @Nullable [] stored) {
        return results.plain(step, stored);
    }

    RawJson evaluation(UUID id, String fact) {
        return raw(evidence.shown(id, fact));
    }

    RawJson output(UUID step, String fact) {
        if (!fact.endsWith(ENCRYPTED)) {
            return raw(fact);
        }
        JsonNode hidden = StrictJson.read(fact);
        JsonNode index = hidden.get("chunk_index");
        int chunk = index == null ? 0 : index.getIntValue();
        return raw("{\"step_id\":\"" + step + "\",\"chunk_index\":" + chunk + member(step, chunk, "stdout", hidden)
                + member(step, chunk, "stderr", hidden) + '}');
    }

    private String member(UUID step, int chunk, String stream, JsonNode hidden) {
        JsonNode shown = hidden.get(stream);
        return shown == null
                ? ""
                : ",\"%s\":\"%s\""
                        .formatted(stream, results.output(step, chunk, stream, '\u0001' + shown.getStringValue()));
    }

    private static RawJson raw(String json) {
        return new RawJson(json.getBytes(StandardCharsets.UTF_8));
    }
}
