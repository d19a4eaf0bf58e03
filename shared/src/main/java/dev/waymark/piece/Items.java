package dev.waymark.piece;

import dev.waymark.json.CanonicalJson;
import dev.waymark.json.JsonOutput;
import io.micronaut.json.tree.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// A value as the store sees it: the canonical JSON of its elements or members, each with a comma after it,
/// so that what is added at the end leaves everything before it as it was. Any other value is one item,
/// without a comma.
///
/// @param bytes of all items
/// @param ends where each item ends, its comma included
@SuppressWarnings("ArrayRecordComponent") // made and used within one write: never compared, never handed out
record Items(Kind kind, byte[] bytes, int[] ends) {

    static Items of(JsonNode value) {
        if (value.isArray()) {
            return elements(value.values());
        }
        if (value.isObject()) {
            List<Map.Entry<String, JsonNode>> members = new ArrayList<>(value.size());
            value.entries().forEach(members::add);
            return members(members);
        }
        byte[] text = CanonicalJson.write(value);
        return new Items(Kind.OTHER, text, new int[] {text.length});
    }

    static Items elements(Iterable<JsonNode> elements) {
        var output = new JsonOutput();
        var ends = new Ends();
        for (JsonNode element : elements) {
            CanonicalJson.write(element, output);
            ends.add(output.ascii(',').size());
        }
        return new Items(Kind.ARRAY, output.toByteArray(), ends.toArray());
    }

    static Items members(List<Map.Entry<String, JsonNode>> members) {
        members.sort(Map.Entry.comparingByKey());
        var output = new JsonOutput();
        var ends = new Ends();
        for (Map.Entry<String, JsonNode> member : members) {
            output.string(member.getKey()).ascii(':');
            CanonicalJson.write(member.getValue(), output);
            ends.add(output.ascii(',').size());
        }
        return new Items(Kind.OBJECT, output.toByteArray(), ends.toArray());
    }

    /// What the value's canonical JSON weighs.
    int jsonBytes() {
        return kind.jsonBytes(bytes.length);
    }

    /// The same items behind some that were there before.
    Items after(byte[] before) {
        byte[] all = Arrays.copyOf(before, before.length + bytes.length);
        System.arraycopy(bytes, 0, all, before.length, bytes.length);
        int[] endsBefore = ItemEnds.of(before);
        int[] allEnds = Arrays.copyOf(endsBefore, endsBefore.length + ends.length);
        for (int i = 0; i < ends.length; i++) {
            allEnds[endsBefore.length + i] = before.length + ends[i];
        }
        return new Items(kind, all, allEnds);
    }

    /// A growing list of ints.
    private static final class Ends {
        private int[] values = new int[16];
        private int count;

        void add(int end) {
            if (count == values.length) {
                values = Arrays.copyOf(values, 2 * count);
            }
            values[count++] = end;
        }

        int[] toArray() {
            return Arrays.copyOf(values, count);
        }
    }
}
