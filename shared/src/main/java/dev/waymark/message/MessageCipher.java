package dev.waymark.message;

import dev.waymark.encryption.EncryptedField;
import dev.waymark.encryption.FieldCipher;
import dev.waymark.encryption.FieldWriter;
import dev.waymark.encryption.Place;
import dev.waymark.id.Ids;
import dev.waymark.segment.SheetReader;
import dev.waymark.segment.StoredSegment;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What messages say, encrypted and decrypted: the one way for rows, versions and segments. A
/// message is bound to its id, which stays when it is edited, sealed, moved to an archive and
/// brought back; a segment to its conversation and first position.
@Singleton
public final class MessageCipher {
    /// Ids whose lowest 32 bits begin with this one name no position: no conversation has them by
    /// itself.
    private static final long OF_NO_POSITION = 0x8000_0000L;

    private final FieldCipher fields;
    private final Ids ids;

    MessageCipher(FieldCipher fields, Ids ids) {
        this.fields = fields;
        this.ids = ids;
    }

    static Place content(UUID message) {
        return Place.of("messages", "content", message);
    }

    static Place tools(UUID message) {
        return Place.of("messages", "tools", message);
    }

    static Place segment(UUID conversation, long first) {
        return new Place("message_segments", "body", conversation + "/" + first);
    }

    /// How the caller's tenant writes messages.
    public FieldWriter writer() {
        return fields.writer(EncryptedField.MESSAGES_CONTENT);
    }

    /// An id for a message that has to have one before its position is known.
    UUID nextId() {
        UUID id = ids.next();
        return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits() | OF_NO_POSITION);
    }

    /// The message as it was told.
    public MessageRow opened(MessageRow row) {
        byte[] stored = row.tools();
        if (!FieldCipher.isEncrypted(row.content()) && (stored == null || !FieldCipher.isEncrypted(stored))) {
            return row;
        }
        return row.saying(content(row.id(), row.content()), tools(row.id(), stored));
    }

    /// What a version of a message said.
    MessageVersionRow opened(MessageVersionRow row) {
        return row.saying(content(row.messageId(), row.content()), tools(row.messageId(), row.tools()));
    }

    /// The content of a message.
    public byte[] content(UUID message, byte[] stored) {
        return fields.read(content(message), stored);
    }

    private byte @Nullable [] tools(UUID message, byte @Nullable [] stored) {
        return stored == null ? null : fields.read(tools(message), stored);
    }

    /// A stored content as it is stored now, be it encrypted by an older key, or not, for whoever
    /// stores it anew.
    public String contentAnew(FieldWriter writer, UUID message, byte[] stored) {
        return writer.text(content(message), text(content(message, stored)));
    }

    /// Stored tools, likewise.
    public @Nullable String toolsAnew(FieldWriter writer, UUID message, byte @Nullable [] stored) {
        byte[] plain = tools(message, stored);
        return plain == null ? null : writer.text(tools(message), text(plain));
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    SheetReader opened(UUID conversation, int first, StoredSegment stored) {
        return stored.open(conversation, first, body -> fields.read(segment(conversation, first), body));
    }

    /// The segment as it is stored.
    static StoredSegment written(FieldWriter writer, UUID conversation, int first, StoredSegment packed) {
        return writer.encrypts()
                ? packed.hidden(conversation, first, body -> writer.bytes(segment(conversation, first), body))
                : packed;
    }
}
