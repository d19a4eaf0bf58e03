package dev.waymark.step;

import dev.waymark.body.BodyWriter;
import dev.waymark.body.OmitNull;
import dev.waymark.document.NewDocuments;
import dev.waymark.document.ResultCipher;
import dev.waymark.encryption.FieldWriter;
import dev.waymark.json.CanonicalJson;
import dev.waymark.json.Digest;
import dev.waymark.json.Text;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What append_output() takes.
///
/// @param stdout as it stands between the quotes of a canonical JSON string: such pieces put together are one string;
///     or that encrypted
/// @param chunkIndex which chunk it is encrypted for; null where it is not
/// @param plainBytes what it weighs, where it is encrypted
/// @param limitBytes how much output a step may have in all: what could not be read back whole is refused
@Introspected
@OmitNull
public record OutputToStore(
        Instant at,
        @Nullable String stdout,
        @Nullable String stderr,
        String digest,
        @Nullable Integer chunkIndex,
        @Nullable Long plainBytes,
        long limitBytes) {

    public static OutputToStore of(NewOutput output, BodyWriter writer, Instant at) {
        return new OutputToStore(
                at,
                escaped(output.stdout()),
                escaped(output.stderr()),
                Digest.of(writer.write(output)).hex(),
                null,
                null,
                NewDocuments.MAX_BYTES);
    }

    /// The same encrypted, where that is how results are written.
    ///
    /// @param chunk its place among the chunks of the step
    public OutputToStore hidden(UUID step, int chunk, FieldWriter results) {
        return new OutputToStore(
                at,
                results.textOrNull(ResultCipher.output(step, chunk, "stdout"), stdout),
                results.textOrNull(ResultCipher.output(step, chunk, "stderr"), stderr),
                results.digest(Digest.ofHex(digest)).hex(),
                chunk,
                bytes(stdout) + bytes(stderr),
                limitBytes);
    }

    private static long bytes(@Nullable String text) {
        return text == null ? 0 : Text.utf8Length(text);
    }

    private static @Nullable String escaped(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        byte[] quoted = CanonicalJson.write(JsonNode.createStringNode(text));
        return new String(quoted, 1, quoted.length - 2, StandardCharsets.UTF_8);
    }
}
