package dev.waymark.redaction;

import io.micronaut.json.tree.JsonNode;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Takes secrets out of a request before it is stored: each becomes `[redacted:<kind>]`, the rest
/// stays as it was.
///
/// A secret is what has the shape of one ([Secrets]) and what a pattern of the caller's tenant
/// matches. Strings are replaced wherever they stand; member names are not.
@Singleton
public final class Redactor {
    private final PatternsOfCaller patterns;

    Redactor(PatternsOfCaller patterns) {
        this.patterns = patterns;
    }

    /// A value without secrets.
    ///
    /// @param value the same instance as before when there were none
    /// @param count how many were taken out
    public record Redaction(JsonNode value, int count) {}

    /// Takes out of the value what is secret for the tenant that this thread works for.
    public Redaction take(JsonNode value) {
        var run = new Run(patterns.get());
        JsonNode redacted = run.json(value);
        return new Redaction(redacted, run.tally.count());
    }

    /// The text without what is secret by its shape, and by the tenant's patterns; the same
    /// instance when there is nothing.
    public String text(String text) {
        return new Run(patterns.get()).text(text);
    }

    static String mark(String kind) {
        return "[redacted:" + kind + "]";
    }

    /// One value on its way through.
    private static final class Run {
        private final List<TenantPattern> patterns;
        private final Tally tally = new Tally();

        Run(List<TenantPattern> patterns) {
            this.patterns = patterns;
        }

        String text(String text) {
            String redacted = Secrets.redacted(text, tally);
            for (TenantPattern pattern : patterns) {
                redacted = pattern.redacted(redacted, tally);
            }
            return redacted;
        }

        JsonNode json(JsonNode value) {
            if (value.isString()) {
                String redacted = text(value.getStringValue());
                return redacted.equals(value.getStringValue()) ? value : JsonNode.createStringNode(redacted);
            }
            if (value.isArray()) {
                return array(value);
            }
            return value.isObject() ? object(value) : value;
        }

        /// Copied from the first item on that changes; most values have none.
        private JsonNode array(JsonNode array) {
            @Nullable List<JsonNode> items = null;
            int index = 0;
            for (JsonNode item : array.values()) {
                JsonNode redacted = json(item);
                if (items == null && redacted != item) {
                    items = new ArrayList<>(array.size());
                    array.values().forEach(items::add);
                }
                if (items != null) {
                    items.set(index, redacted);
                }
                index++;
            }
            return items == null ? array : JsonNode.createArrayNode(items);
        }

        private JsonNode object(JsonNode object) {
            @Nullable Map<String, JsonNode> members = null;
            for (Map.Entry<String, JsonNode> member : object.entries()) {
                JsonNode redacted = json(member.getValue());
                if (members == null && redacted != member.getValue()) {
                    members = new LinkedHashMap<>();
                    for (Map.Entry<String, JsonNode> other : object.entries()) {
                        members.put(other.getKey(), other.getValue());
                    }
                }
                if (members != null) {
                    members.put(member.getKey(), redacted);
                }
            }
            return members == null ? object : JsonNode.createObjectNode(members);
        }
    }
}
