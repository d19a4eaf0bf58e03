package dev.waymark.document;

import dev.waymark.encryption.EncryptedField;
import dev.waymark.encryption.FieldCipher;
import dev.waymark.encryption.FieldWriter;
import dev.waymark.encryption.Place;
import dev.waymark.json.StrictJson;
import io.micronaut.json.tree.JsonNode;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What steps put out, encrypted and decrypted. A result is bound to its step, where it stays
/// through packing, archives and restores; output that arrives while the step executes is bound to
/// step, chunk and stream.
@Singleton
public final class ResultCipher {
    /// Begins what `output_so_far()` answers where some of it is encrypted.
    private static final byte CHUNKS = 2;

    private final FieldCipher fields;

    ResultCipher(FieldCipher fields) {
        this.fields = fields;
    }

    /// Where the result of a step belongs.
    public static Place result(UUID step) {
        return Place.of("command_steps", "execution_result", step);
    }

    /// Where a chunk of output belongs.
    ///
    /// @param stream `stdout` or `stderr`
    public static Place output(UUID step, int chunk, String stream) {
        return new Place("step_outputs", stream, step + "/" + chunk);
    }

    /// How the caller's tenant writes what steps put out.
    public FieldWriter writer() {
        return fields.writer(EncryptedField.STEPS_EXECUTION_RESULT);
    }

    /// The same, but where nothing is to be written nobody is asked for a key.
    ///
    /// @param some whether there is anything
    public FieldWriter writerOf(boolean some) {
        return some ? writer() : FieldWriter.PLAIN;
    }

    /// How results that are there are written anew: as they are where none of them is encrypted, and
    /// then nobody is asked.
    public FieldWriter asWritten(Stream<byte[]> stored) {
        return writerOf(stored.anyMatch(FieldCipher::isEncrypted));
    }

    /// A result as canonical JSON, however it is stored; null for null.
    ///
    /// @throws dev.waymark.problem.ProblemException 500 integrity-error for what does not belong to
    ///     this step or cannot be unpacked; 503 where a key cannot be unwrapped now
    public byte @Nullable [] plain(UUID step, byte @Nullable [] stored) {
        if (stored == null) {
            return null;
        }
        return stored.length > 0 && stored[0] == CHUNKS
                ? together(step, stored)
                : StoredResult.plain(read(step, stored));
    }

    /// A result packed.
    ///
    /// @param writing how it is written; see [#asWritten(Stream)]
    /// @return the same where packing wins nothing
    public Packed packed(UUID step, byte[] stored, FieldWriter writing) {
        byte[] plain = read(step, stored);
        byte[] packed = StoredResult.packed(plain);
        if (packed.length >= plain.length) {
            return new Packed(stored, plain.length);
        }
        return new Packed(writing.bytes(result(step), packed), plain.length);
    }

    /// What became of a result.
    ///
    /// @param plainBytes what it weighs as JSON
    @SuppressWarnings("ArrayRecordComponent") // on its way through: never compared, and a copy would buy nothing
    public record Packed(byte[] stored, int plainBytes) {}

    /// A stored result as it is stored now, be it packed or not, for whoever stores it anew.
    public byte[] anew(UUID step, byte[] stored) {
        return writer().bytes(result(step), read(step, stored));
    }

    /// A chunk as it is stored now; null for null.
    public @Nullable String outputAnew(UUID step, int chunk, String stream, byte @Nullable [] stored) {
        if (stored == null) {
            return null;
        }
        Place place = output(step, chunk, stream);
        return writer().text(place, new String(fields.read(place, stored), StandardCharsets.UTF_8));
    }

    /// A chunk that is shown as text, as it stands between the quotes of a JSON string.
    public String output(UUID step, int chunk, String stream, String shown) {
        return fields.text(output(step, chunk, stream), shown);
    }

    private byte[] read(UUID step, byte[] stored) {
        return fields.read(result(step), stored);
    }

    /// A list of `[chunk_index, stderr, stdout]`, in the order of the canonical JSON that it becomes.
    private byte[] together(UUID step, byte[] chunks) {
        var stderr = new StringBuilder();
        var stdout = new StringBuilder();
        for (JsonNode chunk :
                StrictJson.read(Arrays.copyOfRange(chunks, 1, chunks.length)).values()) {
            int index = part(chunk, 0).getIntValue();
            append(stderr, step, index, "stderr", part(chunk, 1));
            append(stdout, step, index, "stdout", part(chunk, 2));
        }
        return ("{\"stderr\":\"" + stderr + "\",\"stdout\":\"" + stdout + "\"}").getBytes(StandardCharsets.UTF_8);
    }

    private static JsonNode part(JsonNode chunk, int place) {
        return Objects.requireNonNull(chunk.get(place));
    }

    private void append(StringBuilder text, UUID step, int chunk, String stream, JsonNode shown) {
        if (!shown.isNull()) {
            text.append(output(step, chunk, stream, shown.getStringValue()));
        }
    }
}
