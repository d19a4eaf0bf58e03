package dev.waymark.change;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// JSON Pointers (RFC 6901) as the names that they are made of.
public final class Pointers {
    private static final Pattern BAD_ESCAPE = Pattern.compile("~(?![01])");

    private Pointers() {}

    /// The names, unescaped; null when the text is not a pointer.
    public static @Nullable List<String> tokens(String pointer) {
        if (pointer.isEmpty()) {
            return List.of();
        }
        if (pointer.charAt(0) != '/' || BAD_ESCAPE.matcher(pointer).find()) {
            return null;
        }
        List<String> tokens = new ArrayList<>();
        for (String token : pointer.substring(1).split("/", -1)) {
            tokens.add(token.replace("~1", "/").replace("~0", "~"));
        }
        return tokens;
    }

    static String of(List<String> tokens) {
        var pointer = new StringBuilder();
        tokens.forEach(
                token -> pointer.append('/').append(token.replace("~", "~0").replace("/", "~1")));
        return pointer.toString();
    }
}
