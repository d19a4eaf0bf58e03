package dev.waymark.log;

import dev.waymark.database.ErrorText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the log says of a failure: its kinds, and where it happened. The messages of exceptions are
/// left out but for those of our own code and what [ErrorText] lets through, because parsers,
/// drivers and formatters quote what they were given.
public final class FailureText {
    private static final String OURS = "dev.waymark.";
    private static final int MAX_FRAMES = 60;
    private static final int MAX_CAUSES = 8;
    private static final int MAX_CHARACTERS = 300;

    private FailureText() {}

    /// The failure and what caused it, outermost first.
    public static List<String> kinds(Throwable failure) {
        var kinds = new ArrayList<String>();
        for (Throwable cause = failure; cause != null && kinds.size() < MAX_CAUSES; cause = cause.getCause()) {
            kinds.add(kind(cause));
        }
        return kinds;
    }

    /// On one line.
    public static String of(Throwable failure) {
        return String.join(" <- ", kinds(failure));
    }

    /// Where the innermost cause was thrown, and by whose call.
    public static List<String> stack(Throwable failure) {
        Throwable root = failure;
        for (int depth = 0; root.getCause() != null && depth < MAX_CAUSES; depth++) {
            root = root.getCause();
        }
        return Arrays.stream(root.getStackTrace())
                .limit(MAX_FRAMES)
                .map(StackTraceElement::toString)
                .toList();
    }

    /// Whether our own code threw it and nothing else caused it, so that its message tells no
    /// value.
    public static boolean isOurOwn(Throwable failure) {
        StackTraceElement[] stack = failure.getStackTrace();
        return failure.getCause() == null
                && ErrorText.of(failure) == null
                && stack.length > 0
                && stack[0].getClassName().startsWith(OURS);
    }

    private static String kind(Throwable failure) {
        String name = failure.getClass().getName();
        String error = ErrorText.of(failure);
        String told = error == null ? message(failure) : error;
        return told == null ? name : name + ": " + told;
    }

    private static @Nullable String message(Throwable failure) {
        String message = isOurOwn(failure) ? failure.getMessage() : null;
        return message == null ? null : message.substring(0, Math.min(message.length(), MAX_CHARACTERS));
    }
}
