package dev.waymark.message;

import dev.waymark.json.RawJson;
import io.micronaut.core.annotation.Introspected;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a message said in one of its versions.
///
/// @param changedBy who made this version; null for the first; so changeReason
/// @param createdAt when this version was made
@Introspected
public record MessageVersion(
        UUID messageId,
        int versionNumber,
        @Nullable String messageType,
        RawJson content,
        @Nullable RawJson tools,
        RawJson metadata,
        @Nullable RawJson context,
        @Nullable String changedBy,
        @Nullable String changeReason,
        Instant createdAt) {

    public static MessageVersion of(MessageVersionRow row) {
        return new MessageVersion(
                row.messageId(),
                row.versionNumber(),
                row.messageType(),
                new RawJson(row.content()),
                row.tools() == null ? null : new RawJson(row.tools()),
                raw(row.metadata() == null ? "{}" : row.metadata()),
                row.context() == null ? null : raw(row.context()),
                row.changedBy(),
                row.changeReason(),
                row.createdAt());
    }

    private static RawJson raw(String json) {
        return new RawJson(json.getBytes(StandardCharsets.UTF_8));
    }
}
