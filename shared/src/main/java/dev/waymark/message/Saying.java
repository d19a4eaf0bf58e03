package dev.waymark.message;

import dev.waymark.json.CanonicalJson;
import dev.waymark.json.Digest;
import dev.waymark.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/// What a message says, and what makes two messages the same one when a history is saved again:
/// role, type, content,
/// tools, metadata and context, all in canonical form. Who sent it when, what it cost and where
/// it belongs do not
/// count.
///
/// @param content canonical JSON; so tools, metadata (an empty object for none) and context
@SuppressWarnings("ArrayRecordComponent") // compared by digest; a copy of megabytes would buy nothing
record Saying(
        String role,
        @Nullable String messageType,
        byte[] content,
        @io.micronaut.core.annotation.Nullable byte[] tools,
        byte[] metadata,
        @io.micronaut.core.annotation.Nullable byte[] context) {
    private static final byte[] NONE = new byte[0];
    private static final byte[] EMPTY = "{}".getBytes(StandardCharsets.UTF_8);

    static Saying of(NewMessage message) {
        return new Saying(
                message.role().name().toLowerCase(java.util.Locale.ROOT),
                message.messageType(),
                CanonicalJson.write(message.content()),
                message.tools() == null ? null : CanonicalJson.write(message.tools()),
                message.metadata() == null ? EMPTY : CanonicalJson.write(message.metadata()),
                message.context() == null ? null : CanonicalJson.write(message.context()));
    }

    static Saying of(MessageRow row) {
        return new Saying(
                row.role(),
                row.messageType(),
                row.content(),
                row.tools(),
                row.metadata() == null ? EMPTY : canonical(row.metadata()),
                row.context() == null ? null : canonical(row.context()));
    }

    private static byte[] canonical(String json) {
        return CanonicalJson.write(StrictJson.read(json));
    }

    /// The digest of all of it: parts in this order, with a NUL after each, which canonical
    /// JSON has nowhere.
    Digest digest() {
        MessageDigest sha256 = Digest.sha256();
        add(sha256, role.getBytes(StandardCharsets.UTF_8));
        add(sha256, messageType == null ? NONE : messageType.getBytes(StandardCharsets.UTF_8));
        add(sha256, content);
        add(sha256, tools == null ? NONE : tools);
        add(sha256, metadata);
        add(sha256, context == null ? NONE : context);
        return new Digest(sha256.digest());
    }

    String contentText() {
        return new String(content, StandardCharsets.UTF_8);
    }

    @Nullable
    String toolsText() {
        return tools == null ? null : new String(tools, StandardCharsets.UTF_8);
    }

    /// What it weighs.
    long bytes() {
        return (long) content.length
                + (tools == null ? 0 : tools.length)
                + metadata.length
                + (context == null ? 0 : context.length);
    }

    private static void add(MessageDigest sha256, byte[] part) {
        sha256.update(part);
        sha256.update((byte) 0);
    }
}
