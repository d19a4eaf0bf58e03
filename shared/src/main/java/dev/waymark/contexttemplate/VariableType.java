package dev.waymark.contexttemplate;

import dev.waymark.json.CanonicalJson;
import io.micronaut.json.tree.JsonNode;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What the value of a variable must be.
public enum VariableType {
    STRING,
    INTEGER,
    FLOAT,
    BOOLEAN,
    JSON;

    /// What is wrong with a value of this type; null where nothing is. An integer has 64 bits,
    /// and `1.0` is one. A float
    /// may be any number.
    @Nullable
    String flawOf(JsonNode value) {
        return switch (this) {
            case STRING -> value.isString() ? null : "must be a string, as the type of the variable says";
            case INTEGER ->
                value.isNumber() && value.getNumberValue() instanceof Long
                        ? null
                        : "must be a whole number from -2^63 to 2^63-1, as the type of the variable says";
            case FLOAT -> value.isNumber() ? null : "must be a number, as the type of the variable says";
            case BOOLEAN -> value.isBoolean() ? null : "must be true or false, as the type of the variable says";
            case JSON -> null;
        };
    }

    /// How a value stands in a text: a string as it is, all else as canonical JSON.
    String text(JsonNode value) {
        return this == STRING ? value.getStringValue() : new String(CanonicalJson.write(value), StandardCharsets.UTF_8);
    }
}
