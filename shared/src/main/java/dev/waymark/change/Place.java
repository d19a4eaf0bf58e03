package dev.waymark.change;

import dev.waymark.json.Text;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A place in a document, spelled as a JSON Pointer (RFC 6901) only where one is shown.
///
/// @param token the member's name or the element's index, not escaped
/// @param bytes what the pointer weighs in JSON, without its quotes
record Place(@Nullable Place parent, String token, long bytes) {
    static final Place ROOT = new Place(null, "", 0);

    Place member(String name) {
        return new Place(this, name, bytes + Text.utf8Length(name) + 1);
    }

    Place element(int index) {
        String token = Integer.toString(index);
        return new Place(this, token, bytes + token.length() + 1);
    }

    List<String> tokens() {
        int depth = 0;
        for (Place at = this; at.parent != null; at = at.parent) {
            depth++;
        }
        String[] tokens = new String[depth];
        for (Place at = this; at.parent != null; at = at.parent) {
            tokens[--depth] = at.token;
        }
        return Arrays.asList(tokens);
    }

    /// The pointer.
    @Override
    public String toString() {
        var pointer = new StringBuilder();
        tokens().forEach(token -> pointer.append('/').append(escaped(token)));
        return pointer.toString();
    }

    /// The pointer from an ancestor on, cut where it has more than `maxChars`.
    String from(Place ancestor, int maxChars) {
        String pointer = toString().substring(ancestor.toString().length());
        return Text.shortened(pointer, maxChars);
    }

    static String escaped(String token) {
        return token.replace("~", "~0").replace("/", "~1");
    }
}
