package dev.waymark.memory;

import dev.waymark.encryption.EncryptedField;
import dev.waymark.encryption.FieldCipher;
import dev.waymark.encryption.FieldWriter;
import dev.waymark.encryption.Place;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/// What memories say, encrypted and decrypted. A memory is bound to its id.
@Singleton
public final class MemoryCipher {
    private final FieldCipher fields;

    MemoryCipher(FieldCipher fields) {
        this.fields = fields;
    }

    static Place content(UUID memory) {
        return Place.of("agent_memories", "content", memory);
    }

    /// How the caller's tenant writes memories.
    public FieldWriter writer() {
        return fields.writer(EncryptedField.MEMORIES_CONTENT);
    }

    /// The content of a memory.
    public byte[] content(UUID memory, byte[] stored) {
        return fields.read(content(memory), stored);
    }

    /// A stored content as it is stored now, be it encrypted by an older key, or not, for whoever
    /// stores it anew.
    public String contentAnew(UUID memory, byte[] stored) {
        return writer().text(content(memory), new String(content(memory, stored), StandardCharsets.UTF_8));
    }

    /// The memory as it was told.
    public MemoryRow opened(MemoryRow row) {
        return FieldCipher.isEncrypted(row.content()) ? row.saying(content(row.id(), row.content())) : row;
    }

    /// A source as it was told.
    public SourceRow opened(SourceRow row) {
        return new SourceRow(row.id(), content(row.id(), row.content()), row.version(), row.importance(), row.userId());
    }
}
