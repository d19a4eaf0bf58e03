package dev.waymark.contexttemplate;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The text of a segment, read once. The language is small on purpose:
///
/// - `{{name}}` stands for the value of a variable; blanks inside the braces do not matter. A
///   name is a letter or `_`, then letters, digits and `_`, 100 at most.
/// - `\{{` stands for two braces. Of backslashes right before two braces each pair stands for
///   one, so `\\{{name}}` is a backslash and a value; anywhere else a backslash is itself.
/// - Of more than two opening braces the last two count: `{{{name}}}` is a value in braces.
/// - All else stands for itself, `}}` and a single `{` too.
///
/// There are no conditions, loops, filters or includes. A value is text when it comes in and is
/// never read as template.
///
/// @param parts in order
/// @param flaws what is no placeholder and yet begins like one, in words; empty for a text
///     that can be rendered
record TemplateText(List<Part> parts, List<String> flaws) {
    /// What a variable's name looks like.
    static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,99}");

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\s*+(" + NAME + ")\\s*+}}");
    private static final String OPENING = "{{";

    /// A piece of a text.
    sealed interface Part {}

    /// Stands for itself.
    record Literal(String text) implements Part {}

    /// Stands for the value of a variable.
    record Placeholder(String variable) implements Part {}

    /// Reads a text. Takes time that grows with its length.
    static TemplateText of(String text) {
        List<Part> parts = new ArrayList<>();
        List<String> flaws = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        Matcher placeholder = PLACEHOLDER.matcher(text);
        int at = 0;
        for (int opening = text.indexOf(OPENING); opening >= 0; opening = text.indexOf(OPENING, at)) {
            int backslashes = backslashesBefore(opening, at, text);
            literal.append(text, at, opening - backslashes).append("\\".repeat(backslashes / 2));
            at = opening + OPENING.length();
            if (backslashes % 2 == 1) {
                literal.append(OPENING);
            } else if (text.startsWith("{", at)) {
                literal.append('{');
                at = opening + 1;
            } else if (placeholder.region(opening, text.length()).lookingAt()) {
                addLiteral(literal, parts);
                parts.add(new Placeholder(placeholder.group(1)));
                at = placeholder.end();
            } else {
                flaws.add("{{ at character %d begins no placeholder: write {{name}}, or \\{{ for two braces"
                        .formatted(text.codePointCount(0, opening) + 1));
            }
        }
        addLiteral(literal.append(text, at, text.length()), parts);
        return new TemplateText(List.copyOf(parts), List.copyOf(flaws));
    }

    private static int backslashesBefore(int opening, int from, String text) {
        int first = opening;
        while (first > from && text.charAt(first - 1) == '\\') {
            first--;
        }
        return opening - first;
    }

    private static void addLiteral(StringBuilder literal, List<Part> parts) {
        if (!literal.isEmpty()) {
            parts.add(new Literal(literal.toString()));
            literal.setLength(0);
        }
    }

    /// The variables that it names, as often as it names them.
    List<String> variables() {
        return parts.stream()
                .filter(Placeholder.class::isInstance)
                .map(part -> ((Placeholder) part).variable())
                .toList();
    }
}
