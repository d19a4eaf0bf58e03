package dev.waymark.conversation;

import dev.waymark.json.StrictJson;
import dev.waymark.json.Text;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The newest message of a conversation, in short.
///
/// @param preview what it says, at most 200 characters and an ellipsis: its text, or the first
///     text among its parts, or
///     else its content as JSON
@Introspected
public record LastMessage(UUID id, int position, String role, String preview, Instant createdAt) {
    private static final int PREVIEW_CHARS = 200;

    static @Nullable LastMessage of(PreviewRow row) {
        byte[] content = row.lastContent();
        if (row.lastMessageId() == null
                || row.lastRole() == null
                || row.lastCreatedAt() == null
                || row.lastBytes() == null
                || content == null) {
            return null;
        }
        String said = content.length < row.lastBytes() ? CutText.of(content) : said(StrictJson.read(content), content);
        return new LastMessage(
                row.lastMessageId(),
                row.messageCount(),
                row.lastRole(),
                Text.shortened(said, PREVIEW_CHARS),
                row.lastCreatedAt());
    }

    private static String said(JsonNode content, byte[] json) {
        String text = firstText(content);
        return text == null ? new String(json, StandardCharsets.UTF_8) : text;
    }

    /// The text of the content itself, else of the first of its members' parts that has one.
    private static @Nullable String firstText(JsonNode content) {
        JsonNode text = content.get("text");
        if (text != null && text.isString()) {
            return text.getStringValue();
        }
        for (JsonNode member : content.values()) {
            if (member.isArray()) {
                for (JsonNode part : member.values()) {
                    JsonNode partText = part.isObject() ? part.get("text") : null;
                    if (partText != null && partText.isString()) {
                        return partText.getStringValue();
                    }
                }
            }
        }
        return null;
    }
}
