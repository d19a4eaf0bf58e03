package dev.waymark.local.whole;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the README says in a form that can be tried.
final class Readme {
    private static final Pattern TOUR = Pattern.compile(
            "^```sh tour\\n(.*?)^```\\n^```text shows\\n(.*?)^```\\n", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern ROUTE =
            Pattern.compile("^\\| `([A-Z]+) (/v1/[^` ]+)` \\| (\\w+) \\| \\S.* \\|$", Pattern.MULTILINE);

    private final String text;

    private Readme(String text) {
        this.text = text;
    }

    static Readme read() throws IOException {
        return new Readme(Files.readString(Ledger.ROOT.resolve("README.md")));
    }

    /// One stop of the tour.
    ///
    /// @param commands for the shell
    /// @param shown lines that have to be in what they print; `…` stands for anything within a line
    record Stop(String commands, List<String> shown) {
        /// The first line that the output lacks; empty where it has all.
        String missingIn(String output) {
            return shown.stream()
                    .filter(line -> output.lines().noneMatch(pattern(line).asPredicate()))
                    .findFirst()
                    .orElse("");
        }

        private static Pattern pattern(String line) {
            List<String> parts = new ArrayList<>();
            for (String part : line.split("…", -1)) {
                parts.add(Pattern.quote(part));
            }
            return Pattern.compile(String.join(".*", parts));
        }
    }

    List<Stop> tour() {
        List<Stop> stops = new ArrayList<>();
        Matcher matcher = TOUR.matcher(text);
        while (matcher.find()) {
            stops.add(new Stop(matcher.group(1), matcher.group(2).lines().toList()));
        }
        return stops;
    }

    /// How many blocks say that they belong to the tour, in whatever form.
    long blocksOfTheTour() {
        return text.lines().filter(line -> line.startsWith("```sh tour")).count();
    }

    /// One row of the table of operations.
    record Row(String method, String path, String scope) {
        String routeKey() {
            return method + " " + path;
        }
    }

    List<Row> operations() {
        return ROUTE.matcher(text)
                .results()
                .map(row -> new Row(row.group(1), row.group(2), row.group(3)))
                .toList();
    }
}
