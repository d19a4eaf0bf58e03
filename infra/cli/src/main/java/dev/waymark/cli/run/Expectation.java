package dev.waymark.cli.run;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Something that has to hold after a step.
///
/// @param name tells it from the others in the verdict
/// @param predicate jsonpath
public record Expectation(String name, String predicate) {
    private static final Pattern NAMED = Pattern.compile("([\\p{L}\\p{N}][^$(!:]{0,99}?)\\s*:\\s*(.+)", Pattern.DOTALL);
    private static final int LONGEST_NAME = 100;

    /// Each text is a predicate, or `name: predicate`; a bare one is its own name.
    public static List<Expectation> all(List<String> texts) {
        List<Expectation> all = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (String text : texts) {
            Matcher named = NAMED.matcher(text.strip());
            boolean isNamed = named.matches();
            String predicate = isNamed ? named.group(2) : text.strip();
            String name = isNamed ? named.group(1) : predicate;
            String cut = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME - 1) + "…" : name;
            all.add(new Expectation(names.add(cut) ? cut : cut + " (" + (all.size() + 1) + ")", predicate));
        }
        return all;
    }
}
