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
    private static final List<String> MARKS = List.of(
            "-----BEGIN ",
            "AKIA",
            "ASIA",
            "ghp_",
            "gho_",
            "ghu_",
            "ghs_",
            "ghr_",
            "github_pat_",
            "glpat-",
            "xox",
            "sk-",
            "wm_",
            "://");

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
        for (String mark : MARKS) {
            if (text.contains(mark)) {
                // a URL has a password only where it has an @
                if (!mark.equals("://") || text.indexOf('@') >= 0) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String kind(Matcher matcher) {
        return KINDS.stream()
                .filter(kind -> matcher.group(kind) != null)
                .findFirst()
                .orElse("secret");
    }
}
