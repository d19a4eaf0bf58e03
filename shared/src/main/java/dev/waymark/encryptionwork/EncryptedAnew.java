package dev.waymark.encryptionwork;

import dev.waymark.agentconfig.ConfigCipher;
import dev.waymark.document.ResultCipher;
import dev.waymark.encryption.FieldWriter;
import dev.waymark.evaluation.EvidenceCipher;
import dev.waymark.memory.MemoryCipher;
import dev.waymark.message.MessageCipher;
import dev.waymark.message.MessageSealing;
import dev.waymark.segment.StoredSegment;
import jakarta.inject.Singleton;
import java.util.Base64;
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
    private final ResultCipher results;
    private final EvidenceCipher evidence;
    private final ConfigCipher configs;

    EncryptedAnew(
            MessageCipher messages,
            MessageSealing sealing,
            MemoryCipher memories,
            ResultCipher results,
            EvidenceCipher evidence,
            ConfigCipher configs) {
        this.messages = messages;
        this.sealing = sealing;
        this.memories = memories;
        this.results = results;
        this.evidence = evidence;
        this.configs = configs;
    }

    /// @throws dev.waymark.problem.ProblemException 500 integrity-error for a value that does not
    ///     belong where it stands; 503 where a key cannot be unwrapped now
    Map<String, @Nullable Object> of(Part part, ValueRow row) {
        var anew = new LinkedHashMap<String, @Nullable Object>();
        anew.put("id", row.id());
        anew.put("number", row.number());
        anew.put("row_version", row.rowVersion());
        switch (part) {
            case MESSAGES, MESSAGE_VERSIONS -> {
                FieldWriter writer = messages.writer();
                anew.put("first", messages.contentAnew(writer, row.id(), first(row)));
                anew.put("second", messages.toolsAnew(writer, row.id(), row.second()));
            }
            case MESSAGE_SEGMENTS ->
                anew.putAll(sealing.rewritten(
                        row.id(),
                        row.number(),
                        new StoredSegment(Objects.requireNonNull(row.contentBytes()), second(row), first(row))));
            case AGENT_MEMORIES -> anew.put("first", memories.contentAnew(row.id(), first(row)));
            case COMMAND_STEPS ->
                anew.put("first", Base64.getEncoder().encodeToString(results.anew(row.id(), first(row))));
            case STEP_OUTPUTS -> {
                anew.put("first", results.outputAnew(row.id(), row.number(), "stdout", row.first()));
                anew.put("second", results.outputAnew(row.id(), row.number(), "stderr", row.second()));
            }
            case STEP_EVALUATIONS -> {
                anew.put("first", evidence.anew(EvidenceCipher.SUCCESS, row.id(), first(row)));
                anew.put("second", evidence.anew(EvidenceCipher.FAILURE, row.id(), second(row)));
                anew.put(
                        "third",
                        evidence.anew(EvidenceCipher.RECOMMENDATIONS, row.id(), Objects.requireNonNull(row.third())));
            }
            case AGENT_CONFIGS -> anew.put("first", configs.anew(second(row), first(row)));
        }
        return anew;
    }

    private static byte[] first(ValueRow row) {
        return Objects.requireNonNull(row.first());
    }

    private static byte[] second(ValueRow row) {
        return Objects.requireNonNull(row.second());
    }
}
