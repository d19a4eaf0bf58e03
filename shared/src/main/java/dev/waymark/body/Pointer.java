package dev.waymark.body;

import dev.waymark.json.Text;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// A place in a body, spelled as a JSON Pointer (RFC 6901) only when something is wrong there.
record Pointer(@Nullable Pointer parent, String name, int index) {
    static final Pointer ROOT = new Pointer(null, "", -1);

    private static final int MAX_CHARS = 2_000;

    Pointer member(String member) {
        return new Pointer(this, member, -1);
    }

    Pointer element(int element) {
        return new Pointer(this, "", element);
    }

    /// The pointer, cut where a body chose absurdly long names.
    @Override
    public String toString() {
        Deque<String> tokens = new ArrayDeque<>();
        Pointer at = this;
        while (at.parent != null) {
            tokens.push(at.token());
            at = at.parent;
        }
        StringBuilder pointer = new StringBuilder();
        tokens.forEach(token -> pointer.append('/').append(token));
        return Text.shortened(Text.withoutLoneSurrogates(pointer.toString()), MAX_CHARS);
    }

    private String token() {
        return index >= 0 ? Integer.toString(index) : name.replace("~", "~0").replace("/", "~1");
    }
}
