package dev.waymark.change;

import io.micronaut.json.tree.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A JSON value that has been looked at once: two of the same [Trees] are equal exactly when their ids are, so
/// comparing costs nothing however large they are.
///
/// @param bytes about what its canonical JSON weighs
/// @param elements of an array, else empty
/// @param members of an object, else empty
record Tree(JsonNode node, int id, long bytes, List<Tree> elements, Map<String, Tree> members) {

    boolean same(Tree other) {
        return id == other.id;
    }

    boolean isArray() {
        return node.isArray();
    }

    boolean isObject() {
        return node.isObject();
    }

    boolean isScalar() {
        return node.isValueNode();
    }

    @Nullable
    Tree member(String name) {
        return members.get(name);
    }

    /// The text of a string; null for any other value.
    @Nullable
    String text() {
        return node.isString() ? node.getStringValue() : null;
    }
}
