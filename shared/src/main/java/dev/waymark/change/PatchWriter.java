package dev.waymark.change;

import io.micronaut.json.tree.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes the JSON Patch (RFC 6902) that makes one document of another. It never weighs more than replacing:
/// wherever operations inside of a value would weigh more than the value, the value is replaced.
final class PatchWriter {
    private static final int MOVABLE_BYTES = 48;

    private final Work work;
    private final List<Operation> operations = new ArrayList<>();

    private PatchWriter(Work work) {
        this.work = work;
    }

    static JsonNode patch(Tree before, Tree after, Work work) {
        var writer = new PatchWriter(work);
        writer.change(before, after, Place.ROOT);
        return JsonNode.createArrayNode(
                writer.operations.stream().map(Operation::toJson).toList());
    }

    /// The same for the members of two objects, of which others, equal in both, may be left out: the object as a
    /// whole is never replaced.
    static JsonNode membersPatch(Tree before, Tree after, Work work) {
        var writer = new PatchWriter(work);
        writer.object(before, after, Place.ROOT);
        return JsonNode.createArrayNode(
                writer.operations.stream().map(Operation::toJson).toList());
    }

    private long change(Tree a, Tree b, Place at) {
        if (a.same(b)) {
            return 0;
        }
        Operation replacement = Operation.replace(at, b);
        int start = operations.size();
        long bytes = replacement.bytes();
        if (a.isObject() && b.isObject()) {
            bytes = object(a, b, at);
        } else if (a.isArray() && b.isArray()) {
            bytes = array(a, b, at, replacement.bytes());
        }
        if (operations.size() > start && bytes < replacement.bytes()) {
            return bytes;
        }
        operations.subList(start, operations.size()).clear();
        return write(replacement);
    }

    private long write(Operation operation) {
        operations.add(operation);
        return operation.bytes();
    }

    private long object(Tree a, Tree b, Place at) {
        long bytes = 0;
        Map<Integer, String> renamed = new HashMap<>();
        for (Map.Entry<String, Tree> member : a.members().entrySet()) {
            String name = member.getKey();
            Tree before = member.getValue();
            Tree after = b.member(name);
            if (after != null) {
                bytes += change(before, after, at.member(name));
            } else if (before.bytes() < MOVABLE_BYTES || renamed.putIfAbsent(before.id(), name) != null) {
                bytes += write(Operation.remove(at.member(name)));
            }
        }
        for (Map.Entry<String, Tree> member : b.members().entrySet()) {
            if (a.member(member.getKey()) == null) {
                bytes += arrival(renamed.remove(member.getValue().id()), member, at);
            }
        }
        for (String name : renamed.values()) {
            bytes += write(Operation.remove(at.member(name)));
        }
        return bytes;
    }

    private long arrival(@Nullable String oldName, Map.Entry<String, Tree> member, Place object) {
        Place at = object.member(member.getKey());
        return write(
                oldName == null ? Operation.add(at, member.getValue()) : Operation.move(object.member(oldName), at));
    }

    /// @param limit what it may weigh; beyond that, the rest is not looked at
    private long array(Tree a, Tree b, Place at, long limit) {
        var partners = new ListPartners(a.elements(), b.elements(), work);
        var script = new ListScript(partners, a.elements().size(), b.elements().size());
        long bytes = 0;
        for (int e = 0; e < script.entries().size() && bytes < limit; e++) {
            ListScript.Entry entry = script.entries().get(e);
            Operation operation = script.operation(e, at, b.elements());
            if (operation != null) {
                bytes += write(operation);
            } else if (!entry.moved()) {
                Tree before = a.elements().get(entry.a());
                Tree after = b.elements().get(entry.b());
                bytes += before.same(after) ? 0 : change(before, after, at.element(script.index(e)));
            }
        }
        return bytes;
    }
}
