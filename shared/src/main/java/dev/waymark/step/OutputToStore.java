package dev.waymark.step;

import dev.waymark.body.BodyWriter;
import dev.waymark.body.OmitNull;
import dev.waymark.document.NewDocuments;
import dev.waymark.json.CanonicalJson;
import dev.waymark.json.Digest;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What append_output() takes.
///
/// @param stdout as it stands between the quotes of a canonical JSON string: such pieces put together are one string
/// @param limitBytes how much output a step may have in all: what could not be read back whole is refused
@Introspected
@OmitNull
public record OutputToStore(
        Instant at, @Nullable String stdout, @Nullable String stderr, String digest, long limitBytes) {

    public static OutputToStore of(NewOutput output, BodyWriter writer, Instant at) {
        return new OutputToStore(
                at,
                escaped(output.stdout()),
                escaped(output.stderr()),
                Digest.of(writer.write(output)).hex(),
                NewDocuments.MAX_BYTES);
    }

    private static @Nullable String escaped(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        byte[] quoted = CanonicalJson.write(JsonNode.createStringNode(text));
        return new String(quoted, 1, quoted.length - 2, StandardCharsets.UTF_8);
    }
}
