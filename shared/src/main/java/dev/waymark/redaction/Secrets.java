package dev.waymark.redaction;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What is a secret by its shape for everybody: keys of well-known services, private keys,
/// passwords in URLs. Only that, because the ledger has to show what an agent really saw.
final class Secrets {
    /// One group per kind; the group's name is the kind. Every alternative begins with literal
    /// text, so that scanning megabytes of output costs little.
    private static final Pattern SECRETS = Pattern.compile(String.join(
            "|",
            "(?<privatekey>-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----[\\s\\S]{16,16384}?-----END (?:[A-Z]+ )*PRIVATE KEY-----)",
            "(?<awskey>\\b(?:AKIA|ASIA)[0-9A-Z]{16}\\b)",
            "(?<githubtoken>\\bgh[pousr]_[0-9A-Za-z]{36,255}\\b|\\bgithub_pat_[0-9A-Za-z_]{60,255}\\b)",
            "(?<gitlabtoken>\\bglpat-[0-9A-Za-z_-]{20,64})",
            "(?<slacktoken>\\bxox[abeoprs]-[0-9A-Za-z-]{10,250})",
            "(?<modelkey>\\bsk-(?:ant-|proj-|svcacct-)?[0-9A-Za-z_-]{32,250})",
            "(?<waymarkkey>\\bwm_[0-9A-Za-z_-]{43}(?![0-9A-Za-z_-]))",
            "(?<urlpassword>(?<=://[^\\s/:@]{1,64}:)[^\\s/@\\[\\]]{1,256}(?=@))"));

    /// Text in which none of these stands holds no secret: looking for them costs a hundredth of
    /// the pattern, and most strings end here. Every alternative of the pattern needs at least one
    /// of them.
    private static final List<Mark> MARKS = List.of(
            new Mark("-----BEGIN ", 0),
            new Mark("AKIA", 16),
            new Mark("ASIA", 16),
            new Mark("ghp_", 36),
            new Mark("gho_", 36),
            new Mark("ghu_", 36),
            new Mark("ghs_", 36),
            new Mark("ghr_", 36),
            new Mark("github_pat_", 60),
            new Mark("glpat-", 20),
            new Mark("xox", 12),
            new Mark("sk-", 32),
            new Mark("wm_", 43));

    /// What stands between the scheme of a URL and the `@` behind a password at most: user, colon
    /// and password, whose characters may be of two chars each.
    private static final int MAX_URL_USER = 2 * 64 + 1 + 2 * 256;

    private static final List<String> KINDS = List.of(
            "privatekey",
            "awskey",
            "githubtoken",
            "gitlabtoken",
            "slacktoken",
            "modelkey",
            "waymarkkey",
            "urlpassword");

    private Secrets() {}

    /// The text with each secret marked; the same instance when there are none.
    static String redacted(String text, Tally tally) {
        if (!mayHoldSecrets(text)) {
            return text;
        }
        Matcher matcher = SECRETS.matcher(text);
        return matcher.find()
                ? matcher.replaceAll(found -> {
                    tally.add();
                    return Redactor.mark(kind(matcher));
                })
                : text;
    }

    private static boolean mayHoldSecrets(String text) {
        for (Mark mark : MARKS) {
            if (mark.isIn(text)) {
                return true;
            }
        }
        return mayHoldUrlPassword(text);
    }

    private static boolean mayHoldUrlPassword(String text) {
        for (int scheme = text.indexOf("://"); scheme >= 0; scheme = text.indexOf("://", scheme + 3)) {
            int user = scheme + 3;
            int at = text.indexOf('@', user);
            if (at < 0) {
                return false;
            }
            if (at - user <= MAX_URL_USER) {
                return true;
            }
        }
        return false;
    }

    /// What a kind of secret begins with.
    ///
    /// @param least how many letters, digits, `_` and `-` follow at least: words of a language
    ///     with the same beginning are shorter
    private record Mark(String text, int least) {
        boolean isIn(String other) {
            for (int start = other.indexOf(text); start >= 0; start = other.indexOf(text, start + 1)) {
                if (isFollowed(other, start + text.length())) {
                    return true;
                }
            }
            return false;
        }

        private boolean isFollowed(String other, int from) {
            if (other.length() - from < least) {
                return false;
            }
            for (int i = from; i < from + least; i++) {
                if (!isOfSecret(other.charAt(i))) {
                    return false;
                }
            }
            return true;
        }

        private static boolean isOfSecret(char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
        }
    }

    private static String kind(Matcher matcher) {
        return KINDS.stream()
                .filter(kind -> matcher.group(kind) != null)
                .findFirst()
                .orElse("secret");
    }
}
