package dev.waymark.local;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A place in a CloudFormation template, which need not exist. Reading on from an absent place is an absent place.
///
/// @param value what stands there: a map, a list, a scalar, an [Intrinsic], or null
/// @param at the way to it, for messages
record YamlNode(@Nullable Object value, String at) {

    /// A short-form intrinsic function such as `!Sub text`.
    ///
    /// @param tag its name, such as `Sub`
    /// @param argument what it is applied to
    record Intrinsic(String tag, @Nullable Object argument) {}

    YamlNode get(String key) {
        Object child = value instanceof Map<?, ?> map ? map.get(key) : null;
        return new YamlNode(child, at + "." + key);
    }

    boolean exists() {
        return value != null;
    }

    /// The members of a map in the order of the file; none for anything else.
    Map<String, YamlNode> members() {
        var members = new LinkedHashMap<String, YamlNode>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, child) -> members.put(String.valueOf(key), new YamlNode(child, at + "." + key)));
        }
        return members;
    }

    boolean isEmptyList() {
        return value instanceof List<?> list && list.isEmpty();
    }

    /// A scalar as text; nothing for an intrinsic function, whose value only a deployment knows.
    Optional<String> literal() {
        return value instanceof String || value instanceof Number || value instanceof Boolean
                ? Optional.of(String.valueOf(value))
                : Optional.empty();
    }

    /// The text of a scalar or of `!Sub text`, not substituted.
    ///
    /// @throws StartFailure where there is neither
    String text() {
        if (value instanceof Intrinsic(String tag, String argument) && tag.equals("Sub")) {
            return argument;
        }
        return literal().orElseThrow(() -> new StartFailure("template.yaml: a text is missing at " + at));
    }
}
