package dev.waymark.api.message;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.ExpectedVersion;
import dev.waymark.body.BodyWriter;
import dev.waymark.caller.Scope;
import dev.waymark.message.Message;
import dev.waymark.message.MessageChange;
import dev.waymark.message.MessageChangeToStore;
import dev.waymark.message.MessageCipher;
import dev.waymark.message.MessageRepository;
import dev.waymark.message.MessageRevival;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.PathVariable;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/// Edits a message; what it said before is kept as a version, with who changed it and why.
@Controller("/v1/messages")
final class PatchMessage {
    private final MessageRepository messages;
    private final MessageRevival revival;
    private final MessageCipher cipher;
    private final BodyWriter writer;
    private final Clock clock;

    PatchMessage(
            MessageRepository messages, MessageRevival revival, MessageCipher cipher, BodyWriter writer, Clock clock) {
        this.cipher = cipher;
        this.messages = messages;
        this.revival = revival;
        this.writer = writer;
        this.clock = clock;
    }

    /// Edits a message; what it said before is kept as a version.
    @Patch("/{id}")
    @Access(value = Scope.WRITE, agentKeys = true, userKeys = true)
    Message patch(@PathVariable UUID id, @Header("If-Match") ExpectedVersion expected, @Body MessageChange change) {
        change.check();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        byte[] body = writer.write(MessageChangeToStore.of(id, change, cipher.writer(), writer, now));
        String text = new String(body, StandardCharsets.UTF_8);
        return Message.of(cipher.opened(revival.withLive(id, () -> messages.change(id, text, expected.number()))));
    }
}
