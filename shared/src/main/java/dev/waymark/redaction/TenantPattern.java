package dev.waymark.redaction;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;

/// What a tenant calls a secret. Matching takes time in proportion to the text, whatever the
/// pattern.
///
/// @param name the kind in the mark
record TenantPattern(String name, Pattern pattern) {

    /// @throws com.google.re2j.PatternSyntaxException for what [PatternRules] would not have let in
    static TenantPattern of(RedactionPattern asked) {
        return new TenantPattern(asked.name(), Pattern.compile(asked.pattern()));
    }

    /// The text with each match marked; the same instance when there are none.
    String redacted(String text, Tally tally) {
        Matcher matcher = pattern.matcher(text);
        StringBuilder redacted = null;
        int from = 0;
        while (matcher.find()) {
            if (matcher.end() > matcher.start()) {
                redacted = redacted == null ? new StringBuilder(text.length()) : redacted;
                redacted.append(text, from, matcher.start()).append(Redactor.mark(name));
                from = matcher.end();
                tally.add();
            }
        }
        return redacted == null
                ? text
                : redacted.append(text, from, text.length()).toString();
    }
}
