package dev.waymark.archive;

import java.util.regex.Pattern;

/// What names an object in every kind of store.
public final class ObjectKey {
    private static final int LONGEST = 900;
    private static final Pattern NAMES =
            Pattern.compile("(?!\\.{1,2}(/|$))[A-Za-z0-9._-]+(/(?!\\.{1,2}(/|$))[A-Za-z0-9._-]+)*");

    private ObjectKey() {}

    /// The key as it came.
    ///
    /// @throws IllegalArgumentException for what could name something outside of the store, or
    ///     nothing at all
    public static String checked(String key) {
        if (key.length() > LONGEST || !NAMES.matcher(key).matches()) {
            throw new IllegalArgumentException("not the key of an object: " + key);
        }
        return key;
    }
}
