package dev.waymark.change;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Set;

/// Which of two versions is the later one, by the rules that Debian's and RPM's have in common: an epoch before
/// `:` comes first, numbers count as numbers, `~` sorts before everything, even the end. Beyond them, words
/// such as `rc` after a number mean something before its release.
final class Version {
    private static final int MAX_CHARS = 1_000;
    private static final Set<String> BEFORE_RELEASE =
            Set.of("alpha", "beta", "rc", "pre", "preview", "dev", "snapshot");

    private final String text;
    private int at;

    private Version(String text) {
        this.text = text;
    }

    /// Negative, zero or positive as `a` is earlier than, equal to or later than `b`.
    static int compare(String a, String b) {
        if (a.length() > MAX_CHARS || b.length() > MAX_CHARS) {
            return Integer.signum(a.compareTo(b));
        }
        int epochs = number(epoch(a)).compareTo(number(epoch(b)));
        return epochs == 0 ? new Version(rest(a)).compareTo(new Version(rest(b))) : epochs;
    }

    private static String epoch(String version) {
        int colon = version.indexOf(':');
        String epoch = colon < 0 ? "" : version.substring(0, colon);
        return epoch.chars().allMatch(Version::isDigit) ? epoch : "";
    }

    private static String rest(String version) {
        int colon = version.indexOf(':');
        return colon > 0 && version.substring(0, colon).chars().allMatch(Version::isDigit)
                ? version.substring(colon + 1)
                : version;
    }

    private int compareTo(Version other) {
        while (at < text.length() || other.at < other.text.length()) {
            String mine = next();
            String theirs = other.next();
            int order = order(mine, theirs);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static int order(String a, String b) {
        if (!a.isEmpty() && !b.isEmpty() && isDigit(a.charAt(0)) && isDigit(b.charAt(0))) {
            return number(a).compareTo(number(b));
        }
        int ranks = Integer.compare(rank(a), rank(b));
        return ranks == 0 ? Integer.signum(a.compareTo(b)) : ranks;
    }

    /// `~`, words before a release, the end, other words, numbers.
    private static int rank(String part) {
        if (part.isEmpty()) {
            return 2;
        }
        if (part.charAt(0) == '~') {
            return 0;
        }
        if (isDigit(part.charAt(0))) {
            return 4;
        }
        return BEFORE_RELEASE.contains(part.toLowerCase(Locale.ROOT)) ? 1 : 3;
    }

    /// The next number, word or `~`; what only separates is skipped. Empty at the end.
    private String next() {
        while (at < text.length() && text.charAt(at) != '~' && !Character.isLetterOrDigit(text.charAt(at))) {
            at++;
        }
        if (at == text.length()) {
            return "";
        }
        int start = at++;
        char first = text.charAt(start);
        if (first == '~') {
            return "~";
        }
        while (at < text.length()
                && Character.isLetterOrDigit(text.charAt(at))
                && isDigit(text.charAt(at)) == isDigit(first)) {
            at++;
        }
        return text.substring(start, at);
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static BigInteger number(String digits) {
        return digits.isEmpty() ? BigInteger.ZERO : new BigInteger(digits);
    }
}
