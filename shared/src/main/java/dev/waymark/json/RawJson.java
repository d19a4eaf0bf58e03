package dev.waymark.json;

import io.micronaut.json.tree.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// JSON text that is passed on as it is: what was stored canonical need not be parsed to be answered. Equal
/// by bytes.
///
/// @param utf8 one JSON value, not to be changed by anyone; that it is valid is the word of whoever made it
@SuppressWarnings("ArrayRecordComponent") // equality is by content, below; a copy of megabytes would buy nothing
public record RawJson(byte[] utf8) {

    /// The canonical text of this value.
    public static RawJson of(JsonNode value) {
        return new RawJson(CanonicalJson.write(value));
    }

    /// The value that the text denotes. Raises the problems of [StrictJson].
    public JsonNode node() {
        return StrictJson.read(utf8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RawJson raw && Arrays.equals(utf8, raw.utf8);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(utf8);
    }

    /// The text itself.
    @Override
    public String toString() {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
