package dev.waymark.agentconfig;

import io.micronaut.json.tree.JsonNode;
import org.jspecify.annotations.Nullable;

/// What the value of a config must be.
public enum ConfigType {
    STRING,
    INTEGER,
    FLOAT,
    BOOLEAN,
    JSON;

    /// What is wrong with a value of this type; null where nothing is. An integer has 64 bits, and `1.0` is one:
    /// JSON does not tell them apart. A float may be any number.
    @Nullable
    String flawOf(JsonNode value) {
        return switch (this) {
            case STRING -> value.isString() ? null : "must be a string, as config_type says";
            case INTEGER ->
                value.isNumber() && value.getNumberValue() instanceof Long
                        ? null
                        : "must be a whole number from -2^63 to 2^63-1, as config_type says";
            case FLOAT -> value.isNumber() ? null : "must be a number, as config_type says";
            case BOOLEAN -> value.isBoolean() ? null : "must be true or false, as config_type says";
            case JSON -> null;
        };
    }
}
