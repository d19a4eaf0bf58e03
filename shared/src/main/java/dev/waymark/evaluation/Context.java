package dev.waymark.evaluation;

import dev.waymark.json.CanonicalJson;
import dev.waymark.json.Text;
import io.micronaut.json.tree.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What predicates see of a step: all of it, and for the database no more than they look at.
final class Context {
    private static final int MAX_SHOWN_CHARS = 500;

    private final JsonNode whole;

    Context(JsonNode whole) {
        this.whole = whole;
    }

    /// The value at a plain path, fit to be shown: the first list on the way, or null where there is none.
    @Nullable
    JsonNode at(List<String> path) {
        JsonNode value = whole;
        for (String member : path) {
            if (value.isArray()) {
                return shown(value);
            }
            value = value.isObject() ? value.get(member) : null;
            if (value == null) {
                return null;
            }
        }
        return shown(value);
    }

    /// The value itself when it is short, else its beginning as text.
    static JsonNode shown(JsonNode value) {
        String text = new String(CanonicalJson.write(value), StandardCharsets.UTF_8);
        if (text.length() <= MAX_SHOWN_CHARS) {
            return value;
        }
        String whole = value.isString() ? value.getStringValue() : text;
        return JsonNode.createStringNode(Text.shortened(whole, MAX_SHOWN_CHARS));
    }

    /// What lies at or below these paths, with what leads there.
    JsonNode only(Set<List<String>> paths) {
        return Wanted.of(paths).of(whole);
    }

    /// How many values there are, each member and element counted, up to a little over the limit.
    static long values(JsonNode node, long limit) {
        long values = 1;
        if (node.isObject() || node.isArray()) {
            for (JsonNode value : node.values()) {
                if (values > limit) {
                    break;
                }
                values += values(value, limit - values);
            }
        }
        return values;
    }

    /// As jsonb can hold it: U+FFFD for U+0000.
    static String visible(JsonNode value) {
        String text = new String(CanonicalJson.write(value), StandardCharsets.UTF_8);
        if (!text.contains("\\u0000")) {
            return text;
        }
        var visible = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && text.startsWith("u0000", i + 1)) {
                visible.append('\uFFFD');
                i += 5;
            } else if (c == '\\') {
                visible.append(c).append(text.charAt(++i));
            } else {
                visible.append(c);
            }
        }
        return visible.toString();
    }

    /// Paths put together: what is wanted of a value.
    private static final class Wanted {
        private final Map<String, Wanted> members = new LinkedHashMap<>();
        private boolean whole;

        static Wanted of(Set<List<String>> paths) {
            var root = new Wanted();
            for (List<String> path : paths) {
                Wanted end = root;
                for (String member : path) {
                    end = end.members.computeIfAbsent(member, _ -> new Wanted());
                }
                end.whole = true;
            }
            return root;
        }

        JsonNode of(JsonNode value) {
            if (whole || !value.isObject()) {
                return value;
            }
            Map<String, JsonNode> kept = new LinkedHashMap<>();
            members.forEach((name, wanted) -> {
                JsonNode member = value.get(name);
                if (member != null) {
                    kept.put(name, wanted.of(member));
                }
            });
            return JsonNode.createObjectNode(kept);
        }
    }
}
