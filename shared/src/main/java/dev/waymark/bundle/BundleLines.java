package dev.waymark.bundle;

import com.github.luben.zstd.ZstdInputStream;
import dev.waymark.json.StrictJson;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.json.tree.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/// The lines of a page, unpacked: each an object with a table and a row.
///
/// @param texts as they came: the digests of audit events cover text to the letter
/// @param objects the same, read
record BundleLines(List<String> texts, List<JsonNode> objects) {
    /// What a page may weigh unpacked.
    static final int MAX_BYTES = 32 * 1024 * 1024;

    /// U+0000 as JSON writes it: after an even number of backslashes.
    private static final Pattern NUL = Pattern.compile("(?<!\\\\)(?:\\\\\\\\)*+\\\\u0000");

    /// Unpacks the lines.
    ///
    /// @throws ProblemException 413 for more than a page may weigh; 422 for what is no base64, no
    ///     Zstandard or no such lines
    static BundleLines read(String base64) {
        List<String> texts = new ArrayList<>();
        List<JsonNode> objects = new ArrayList<>();
        for (String line : text(base64).split("\n", -1)) {
            if (line.isEmpty()) {
                continue;
            }
            texts.add(line);
            objects.add(object(line, texts.size()));
        }
        return new BundleLines(List.copyOf(texts), List.copyOf(objects));
    }

    /// All lines as one JSON array.
    String array() {
        return "[" + String.join(",", texts) + "]";
    }

    private static JsonNode object(String line, int number) {
        JsonNode object;
        try {
            object = StrictJson.read(line.getBytes(StandardCharsets.UTF_8));
        } catch (ProblemException unreadable) {
            throw refused("format", "line %d is not JSON that is taken here".formatted(number), unreadable);
        }
        if (NUL.matcher(line).find()) {
            throw ProblemException.invalid(
                    FieldError.at("/lines", "control", "line %d has U+0000, which no row holds".formatted(number)));
        }
        JsonNode table = object.isObject() ? object.get("table") : null;
        JsonNode row = object.isObject() ? object.get("row") : null;
        if (table == null || !table.isString() || row == null || !row.isObject()) {
            throw ProblemException.invalid(
                    FieldError.at("/lines", "format", "line %d has no table and row".formatted(number)));
        }
        return object;
    }

    private static String text(String base64) {
        try (var stream =
                new ZstdInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(base64)))) {
            byte[] bytes = stream.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw ProblemException.of(
                                ProblemType.TOO_LARGE,
                                "the lines of a page may have %d bytes unpacked".formatted(MAX_BYTES))
                        .with("limit_bytes", MAX_BYTES);
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (IOException | IllegalArgumentException unreadable) {
            throw refused("format", "must be base64 of a Zstandard frame of UTF-8", unreadable);
        }
    }

    private static ProblemException refused(String code, String detail, Exception cause) {
        ProblemException problem = ProblemException.invalid(FieldError.at("/lines", code, detail));
        problem.addSuppressed(cause);
        return problem;
    }
}
