package dev.waymark.cli.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// JSON as the contract has it. Outputs of programs are long, so strings may be as long as memory allows.
public final class Json {
    private static final JsonMapper MAPPER = builder().build();

    private Json() {}

    /// The settings shared by everything that reads JSON here, to be made more tolerant where a file asks for it.
    public static JsonMapper.Builder builder() {
        var factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength(Integer.MAX_VALUE)
                        .maxNumberLength(10_000)
                        .maxNestingDepth(5_000)
                        .build())
                .build();
        return JsonMapper.builder(factory).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /// A missing node for an empty stream.
    public static JsonNode read(InputStream stream) throws IOException {
        return MAPPER.readTree(stream);
    }

    /// What bytes hold, which are known to be JSON.
    public static JsonNode read(byte[] bytes) {
        try {
            return MAPPER.readTree(bytes);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /// Reads tokens of JSON in UTF-8, with their places.
    public static JsonParser parser(byte[] bytes) throws IOException {
        return MAPPER.createParser(bytes);
    }

    /// What a text holds, which is known to be JSON.
    public static JsonNode read(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    public static byte[] bytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    /// On one line.
    public static String compact(JsonNode node) {
        return node.toString();
    }

    /// Indented, for people.
    public static String pretty(JsonNode node) {
        return node.toPrettyString();
    }
}
