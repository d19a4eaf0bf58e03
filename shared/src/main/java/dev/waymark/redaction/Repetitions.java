package dev.waymark.redaction;

/// How long a regular expression is once its counted repetitions are written out, as compiling
/// does: `(a{3}){4}` has about 12 parts. Reads any text; for what is no expression the number means
/// nothing.
final class Repetitions {
    private static final long MANY = 1_000_000_000L;

    private final String pattern;
    private int at;

    private Repetitions(String pattern) {
        this.pattern = pattern;
    }

    static long of(String pattern) {
        var reading = new Repetitions(pattern);
        long parts = 0;
        while (reading.at < pattern.length()) {
            parts = capped(parts + reading.sequence());
            // a parenthesis that closes nothing
            reading.at++;
        }
        return parts;
    }

    /// What stands here up to the parenthesis that closes it, or the end.
    private long sequence() {
        long parts = 0;
        while (at < pattern.length() && pattern.charAt(at) != ')') {
            parts = capped(parts + item());
        }
        return parts;
    }

    private long item() {
        long parts = 1;
        switch (pattern.charAt(at++)) {
            case '\\' -> parts = escaped();
            case '[' -> skipClass();
            case '(' -> {
                parts = capped(1 + sequence());
                at++;
            }
            default -> {
                // one character
            }
        }
        long times = times();
        while (times > 0) {
            parts = capped(parts * times);
            times = times();
        }
        return parts;
    }

    /// What stands behind a backslash: one character, a code such as `\x{1F600}`, or a text as it
    /// is, `\Q…\E`.
    private long escaped() {
        char escaped = at < pattern.length() ? pattern.charAt(at++) : 0;
        if (escaped == 'Q') {
            long from = at;
            skipPast("\\E");
            return at - from;
        }
        boolean takesAName = escaped == 'x' || escaped == 'p' || escaped == 'P';
        if (takesAName && pattern.startsWith("{", at)) {
            skipPast("}");
        }
        return 1;
    }

    private void skipClass() {
        at += pattern.startsWith("^", at) ? 1 : 0;
        // the first character of a class may be the bracket that closes others
        boolean first = true;
        while (at < pattern.length() && (first || pattern.charAt(at) != ']')) {
            if (pattern.startsWith("[:", at) && pattern.indexOf(":]", at + 2) > 0) {
                skipPast(":]");
            } else {
                at += pattern.charAt(at) == '\\' ? 2 : 1;
            }
            first = false;
        }
        at++;
    }

    private void skipPast(String end) {
        int found = pattern.indexOf(end, at);
        at = found < 0 ? pattern.length() : found + end.length();
    }

    /// How often at most what stands before is repeated by a `{…}` that stands here; 0 where none
    /// does.
    private long times() {
        if (at >= pattern.length() || pattern.charAt(at) != '{') {
            return 0;
        }
        long number = 0;
        long most = 1;
        for (int i = at + 1; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '}') {
                at = i + 1;
                return Math.max(most, number);
            }
            if (c == ',') {
                most = Math.max(most, number);
                number = 0;
            } else if (c >= '0' && c <= '9') {
                number = capped(number * 10 + (c - '0'));
            } else {
                return 0;
            }
        }
        return 0;
    }

    private static long capped(long parts) {
        return Math.min(parts, MANY);
    }
}
