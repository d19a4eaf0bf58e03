package dev.waymark.metadata;

import dev.waymark.json.CanonicalJson;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import io.micronaut.json.tree.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a list is narrowed to by its rows' metadata. `metadata.a.b=v` wants the member `b` of the object `a` to be `v`:
/// the text, and what it says where it reads as a number, a boolean or null, so `metadata.step=3` finds 3 and `"3"`.
/// `\.` in a name is a dot of its own, `\\` a backslash. Several filters must all hold.
///
/// Names and values only ever become JSON, which the database takes as a value: there is nothing to inject into.
///
/// @param alternatives JSON objects; a row is wanted when its metadata contains (`@>`) one of them, and never contains
///     two. Empty when nothing was asked for
public record MetadataFilter(List<JsonNode> alternatives) {
    /// What the names of such parameters begin with.
    public static final String PREFIX = "metadata.";

    /// Every filter may read in two ways, so this bounds what the database looks up: 2^6 objects.
    public static final int MAX_FILTERS = 6;

    /// Lets every row pass.
    public static final MetadataFilter NONE = new MetadataFilter(List.of());

    public MetadataFilter {
        alternatives = List.copyOf(alternatives);
    }

    /// Reads the parameters that begin with [#PREFIX] and looks at no other.
    ///
    /// @throws ProblemException 422 with every violation: `format` for an empty name, `nul`,
    ///     `lone_surrogate`, `too_deep`, `size` for too many filters, `conflict` for two that no row could pass
    public static MetadataFilter of(Map<String, String> query) {
        var errors = new ArrayList<FieldError>();
        var wanted = new ArrayList<Wanted>();
        new TreeMap<>(query).forEach((parameter, value) -> {
            Wanted one = parameter.startsWith(PREFIX) ? Wanted.of(parameter, value, errors) : null;
            if (one != null) {
                wanted.add(one);
            }
        });
        if (wanted.size() > MAX_FILTERS) {
            errors.add(FieldError.of(PREFIX + "*", "size", "at most %d filters go together".formatted(MAX_FILTERS)));
        }
        for (int i = 1; i < wanted.size(); i++) {
            for (Wanted earlier : wanted.subList(0, i)) {
                if (wanted.get(i).excludes(earlier)) {
                    errors.add(FieldError.of(
                            wanted.get(i).parameter(), "conflict", "cannot hold together with " + earlier.parameter()));
                }
            }
        }
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        return wanted.isEmpty() ? NONE : new MetadataFilter(objects(wanted));
    }

    /// The alternatives as a JSON array, for the database; null when nothing was asked for.
    public @Nullable String json() {
        return alternatives.isEmpty()
                ? null
                : new String(CanonicalJson.write(JsonNode.createArrayNode(alternatives)), StandardCharsets.UTF_8);
    }

    private static List<JsonNode> objects(List<Wanted> wanted) {
        List<Map<List<String>, JsonNode>> all = List.of(Map.of());
        for (Wanted one : wanted) {
            var more = new ArrayList<Map<List<String>, JsonNode>>();
            for (Map<List<String>, JsonNode> sofar : all) {
                for (JsonNode value : one.values()) {
                    var next = new LinkedHashMap<>(sofar);
                    next.put(one.path(), value);
                    more.add(next);
                }
            }
            all = more;
        }
        return all.stream().map(leaves -> object(leaves, 0)).toList();
    }

    /// The object that has these values at these paths, looked at from a depth on.
    private static JsonNode object(Map<List<String>, JsonNode> leaves, int depth) {
        var byName = new LinkedHashMap<String, Map<List<String>, JsonNode>>();
        leaves.forEach((path, value) -> byName.computeIfAbsent(path.get(depth), _ -> new LinkedHashMap<>())
                .put(path, value));
        var members = new LinkedHashMap<String, JsonNode>();
        byName.forEach((name, below) -> {
            Map.Entry<List<String>, JsonNode> first =
                    below.entrySet().iterator().next();
            boolean isLeaf = first.getKey().size() == depth + 1;
            members.put(name, isLeaf ? first.getValue() : object(below, depth + 1));
        });
        return JsonNode.createObjectNode(members);
    }
}
