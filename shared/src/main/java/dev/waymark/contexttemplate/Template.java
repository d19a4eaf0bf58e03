package dev.waymark.contexttemplate;

import static dev.waymark.database.StoredText.read;
import static dev.waymark.database.StoredText.readOrNull;

import dev.waymark.body.Versioned;
import dev.waymark.database.StoredText;
import dev.waymark.json.RawJson;
import dev.waymark.json.StrictJson;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A template as it is answered.
///
/// @param segments with their defaults filled in
/// @param variables the same, and with those that only the text names
/// @param totalTokens of all segments with their placeholders as they stand
/// @param useCount how often it was rendered
@Introspected
public record Template(
        UUID id,
        String name,
        @Nullable String description,
        RawJson segments,
        RawJson variables,
        String separator,
        @Nullable String model,
        int totalTokens,
        long useCount,
        List<String> useCases,
        List<String> agentTypes,
        long version,
        Instant createdAt,
        Instant updatedAt)
        implements Versioned {

    public static Template of(TemplateRow row) {
        return new Template(
                row.id(),
                row.name(),
                readOrNull(row.description()),
                new RawJson(row.segments()),
                new RawJson(row.variables()),
                read(row.separator()),
                row.model(),
                row.totalTokens(),
                row.useCount(),
                texts(row.useCases()),
                texts(row.agentTypes()),
                row.version(),
                row.createdAt(),
                row.updatedAt());
    }

    private static List<String> texts(String json) {
        List<String> texts = new ArrayList<>();
        for (JsonNode text :
                StrictJson.read(json.getBytes(StandardCharsets.UTF_8)).values()) {
            texts.add(StoredText.read(text.getStringValue()));
        }
        return texts;
    }
}
