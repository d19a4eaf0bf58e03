package dev.waymark.settings;

import dev.waymark.body.Versioned;
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

/// A tenant's settings as they are answered: what holds, be it set or by default.
///
/// @param id of the tenant
/// @param contextWindowSize null for no limit, as the next
@Introspected
public record Settings(
        UUID id,
        String textSearch,
        int embeddingDimensions,
        @Nullable Integer contextWindowSize,
        @Nullable Long contextWindowTokenLimit,
        long sessionIdleMs,
        NewSettings.Encryption encryption,
        RawJson redaction,
        long version,
        Instant createdAt)
        implements Versioned {
    private static final int DEFAULT_DIMENSIONS = 1_536;
    private static final long DAY_MS = 86_400_000;
    private static final String NO_PATTERNS = "{\"patterns\":[]}";

    public static Settings of(SettingsRow row) {
        return new Settings(
                row.id(),
                row.textSearch() == null ? "english" : row.textSearch(),
                row.embeddingDimensions() == null ? DEFAULT_DIMENSIONS : row.embeddingDimensions(),
                row.contextWindowSize(),
                row.contextWindowTokenLimit(),
                row.sessionIdleMs() == null ? DAY_MS : row.sessionIdleMs(),
                new NewSettings.Encryption(fields(row.encryptedFields())),
                new RawJson((row.redaction() == null ? NO_PATTERNS : row.redaction()).getBytes(StandardCharsets.UTF_8)),
                row.version(),
                row.createdAt());
    }

    private static List<String> fields(@Nullable String json) {
        List<String> fields = new ArrayList<>();
        if (json != null) {
            for (JsonNode field : StrictJson.read(json).values()) {
                fields.add(field.getStringValue());
            }
        }
        return fields;
    }
}
