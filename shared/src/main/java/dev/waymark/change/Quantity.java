package dev.waymark.change;

import io.micronaut.json.tree.JsonNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A number with its unit: `1024` under a name that ends in `_bytes`, or a text such as `1.5 GiB` and `35.2%`.
record Quantity(BigDecimal number, @Nullable String unit) {
    private static final Pattern WITH_UNIT = Pattern.compile("([-+]?\\d{1,18}(?:\\.\\d{1,9})?) ?([A-Za-z%°/]{1,12})");
    private static final int MAX_DIGITS = 400;

    /// The units that end a name.
    private static final Map<String, String> UNITS = Map.ofEntries(
            Map.entry("bytes", "bytes"),
            Map.entry("kb", "KB"),
            Map.entry("mb", "MB"),
            Map.entry("gb", "GB"),
            Map.entry("kib", "KiB"),
            Map.entry("mib", "MiB"),
            Map.entry("gib", "GiB"),
            Map.entry("percent", "percent"),
            Map.entry("pct", "percent"),
            Map.entry("ms", "ms"),
            Map.entry("seconds", "seconds"),
            Map.entry("celsius", "celsius"),
            Map.entry("mhz", "MHz"),
            Map.entry("usd", "USD"));

    /// Adds by how much a number changed, and its unit where one is known.
    static void delta(Tree from, Tree to, Place at, Shown.ObjectNode shown) {
        Quantity before = of(from, at);
        Quantity after = of(to, at);
        if (before == null || after == null || !java.util.Objects.equals(before.unit, after.unit)) {
            return;
        }
        shown.with("delta", JsonNode.createNumberNode(after.number.subtract(before.number)));
        if (after.unit != null) {
            shown.with("unit", JsonNode.createStringNode(after.unit));
        }
    }

    private static @Nullable Quantity of(Tree tree, Place at) {
        if (tree.node().isNumber()) {
            String digits = Trees.number(tree.node());
            return digits.length() > MAX_DIGITS ? null : new Quantity(new BigDecimal(digits), unit(at));
        }
        String text = tree.text();
        Matcher matcher = WITH_UNIT.matcher(text == null || text.length() > 50 ? "" : text);
        return matcher.matches() ? new Quantity(new BigDecimal(matcher.group(1)), matcher.group(2)) : null;
    }

    /// The unit that the nearest name ends in.
    private static @Nullable String unit(Place at) {
        for (String name : List.copyOf(at.tokens()).reversed()) {
            String unit = UNITS.get(name.substring(name.lastIndexOf('_') + 1).toLowerCase(java.util.Locale.ROOT));
            if (unit != null) {
                return unit;
            }
        }
        return null;
    }
}
