package dev.waymark.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What can be told of a jsonpath predicate without running it: where it looks, what it names, and whether it could run
/// away.
///
/// The engine is interrupted between the items that it looks at, but not while it compares all items of one side with
/// all items of the other (PostgreSQL 15: 300,000 with 300,000 took 215 s against a limit of 2 s, November 2026), and
/// its
/// memory grows with the items that a path makes. So what multiplies items is refused, and where a path is compared
/// with
/// a path, little enough has to be looked at.
public final class PredicateText {
    /// How many values the engine may look at where it compares each with each: a quarter of a second.
    static final int MAX_COMPARED_VALUES = 10_000;

    private static final String MEMBER = "\\.(?:\\w++(?=[?%$.\\[\\]{}()|&!=<>@#,*:+/\"\\s-]|$)|\"[^\"\\\\]*+\")";
    private static final Pattern ROOT = Pattern.compile("\\$((?:" + MEMBER + ")*)");
    private static final Pattern STEP = Pattern.compile(MEMBER);
    private static final Pattern COMPARISON = Pattern.compile("(==|!=|<>|<=|>=|<|>)\\s*+");
    private static final Pattern LITERAL = Pattern.compile("[-+]?\\s*+[\"\\d.]|true\\b|false\\b|null\\b");
    private static final Pattern QUOTED = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*+)\"");

    private final String text;
    private final String bare;

    public PredicateText(String text) {
        this.text = text;
        this.bare = withoutStrings(text);
    }

    /// Why it is not run, whatever it looks at; null when it may be.
    @Nullable
    String flaw() {
        if (bare.contains("/*")) {
            return "must not have comments";
        }
        if (hasListOfSubscripts()) {
            return "must not have a list of subscripts: write several predicates";
        }
        int widening = count("**") + count("keyvalue");
        if (widening > 1) {
            return "may have one ** or one keyvalue(), not more";
        }
        return widening == 1 && comparesPaths() ? "must compare with a literal where it has ** or keyvalue()" : null;
    }

    /// The same for a predicate that will be run over who knows what.
    public @Nullable String flawAnywhere() {
        String flaw = flaw();
        return flaw == null && comparesPaths() ? "must compare with a literal" : flaw;
    }

    /// Whether it compares something else than a literal on the right: each item with each, if there are many.
    boolean comparesPaths() {
        Matcher comparison = COMPARISON.matcher(bare);
        while (comparison.find()) {
            Matcher literal = LITERAL.matcher(bare).region(comparison.end(), bare.length());
            if (!literal.lookingAt()) {
                return true;
            }
        }
        return false;
    }

    /// The plain beginnings of its paths, member by member; an empty one looks at everything.
    Set<List<String>> roots() {
        Set<List<String>> roots = new LinkedHashSet<>();
        Matcher root = ROOT.matcher(text);
        while (root.find()) {
            roots.add(members(root.group(1)));
        }
        return roots;
    }

    /// Where it looks first, as it is written; null when it looks nowhere.
    @Nullable
    String firstPath() {
        Matcher root = ROOT.matcher(text);
        return root.find() ? root.group() : null;
    }

    /// What stands in quotes.
    Set<String> literals() {
        Set<String> literals = new LinkedHashSet<>();
        Matcher quoted = QUOTED.matcher(text);
        while (quoted.find()) {
            literals.add(quoted.group(1));
        }
        return literals;
    }

    /// Every member name that it goes through without quotes.
    Set<String> members() {
        Set<String> members = new LinkedHashSet<>();
        Matcher step = STEP.matcher(bare);
        while (step.find()) {
            members.add(step.group().substring(1));
        }
        return members;
    }

    private boolean hasListOfSubscripts() {
        int depth = 0;
        for (int i = 0; i < bare.length(); i++) {
            switch (bare.charAt(i)) {
                case '[' -> depth++;
                case ']' -> depth--;
                case ',' -> {
                    if (depth > 0) {
                        return true;
                    }
                }
                default -> {}
            }
        }
        return false;
    }

    private int count(String what) {
        int count = 0;
        for (int at = bare.indexOf(what); at >= 0; at = bare.indexOf(what, at + what.length())) {
            count++;
        }
        return count;
    }

    private static List<String> members(String path) {
        List<String> members = new ArrayList<>();
        Matcher step = STEP.matcher(path);
        while (step.find()) {
            String member = step.group().substring(1);
            members.add(member.startsWith("\"") ? member.substring(1, member.length() - 1) : member);
        }
        return members;
    }

    /// The text with empty strings for its strings.
    private static String withoutStrings(String text) {
        var bare = new StringBuilder(text.length());
        boolean inside = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (inside && c == '\\') {
                i++;
            } else if (c == '"') {
                inside = !inside;
                bare.append(c);
            } else if (!inside) {
                bare.append(c);
            }
        }
        return bare.toString();
    }
}
