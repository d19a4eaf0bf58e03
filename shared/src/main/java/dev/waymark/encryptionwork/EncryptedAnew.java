package dev.waymark.encryptionwork;

import dev.waymark.encryption.FieldWriter;
import dev.waymark.memory.MemoryCipher;
import dev.waymark.message.MessageCipher;
import dev.waymark.message.MessageSealing;
import dev.waymark.segment.StoredSegment;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Makes of a stored row what `store_encrypted()` takes: what the same values are as the tenant
/// wants them now.
@Singleton
final class EncryptedAnew {
    private final MessageCipher messages;
    private final MessageSealing sealing;
    private final MemoryCipher memories;

    EncryptedAnew(MessageCipher messages, MessageSealing sealing, MemoryCipher memories) {
        this.messages = messages;
        this.sealing = sealing;
        this.memories = memories;
    }

    /// @throws dev.waymark.problem.ProblemException 500 integrity-error for a value that does not
    ///     belong where it stands; 503 where a key cannot be unwrapped now
    Map<String, @Nullable Object> of(Part part, ValueRow row) {
        var anew = new LinkedHashMap<String, @Nullable Object>();
        anew.put("id", row.id());
        anew.put("number", row.number());
        anew.put("row_version", row.rowVersion());
        byte[] first = Objects.requireNonNull(row.first());
        switch (part) {
            case MESSAGES, MESSAGE_VERSIONS -> {
                FieldWriter writer = messages.writer();
                anew.put("first", messages.contentAnew(writer, row.id(), first));
                anew.put("second", messages.toolsAnew(writer, row.id(), row.second()));
            }
            case MESSAGE_SEGMENTS ->
                anew.putAll(sealing.rewritten(
                        row.id(),
                        row.number(),
                        new StoredSegment(
                                Objects.requireNonNull(row.contentBytes()),
                                Objects.requireNonNull(row.second()),
                                first)));
            case AGENT_MEMORIES -> anew.put("first", memories.contentAnew(row.id(), first));
        }
        return anew;
    }
}
