package dev.waymark.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a benchmark found.
///
/// @param goals one for each figure of quality.md
/// @param rounds everything as it was measured
/// @param settings what the figures depend on
/// @param table the same for a reader, in Markdown
record Report(List<Goal> goals, List<Map<String, Object>> rounds, Map<String, String> settings, String table) {
    /// One figure against its target.
    record Goal(String goal, double value, double target, boolean met) {
        static Goal atLeast(String goal, double value, double target) {
            return new Goal(goal, value, target, value >= target);
        }

        static Goal atMost(String goal, double value, double target) {
            return new Goal(goal, value, target, value <= target);
        }
    }

    /// Writes results/<name>.json, and the table into its place in the README.
    void write(String name) throws IOException {
        Path folder = Path.of(System.getProperty("waymark.root", "."), "infra", "bench");
        var json = new LinkedHashMap<String, Object>();
        json.put("goals", goals);
        json.put("rounds", rounds);
        json.put("commit", commit(folder));
        json.put("settings", settings);
        Path results = Files.createDirectories(folder.resolve("results")).resolve(name + ".json");
        Files.writeString(
                results, new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n");
        showInReadme(folder.resolve("README.md"), name);
    }

    private void showInReadme(Path readme, String name) throws IOException {
        if (!Files.exists(readme)) {
            return;
        }
        Pattern place = Pattern.compile("(?s)(<!-- " + name + " -->\n).*?(\n<!-- end of " + name + " -->)");
        String text = Files.readString(readme);
        Files.writeString(
                readme, place.matcher(text).replaceFirst("$1" + Matcher.quoteReplacement(table.strip()) + "$2"));
    }

    /// The commit that was measured, marked where files were changed since.
    private static String commit(Path folder) throws IOException {
        Process process = new ProcessBuilder("git", "describe", "--always", "--dirty", "--exclude=*")
                .directory(folder.toFile())
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return said.isEmpty() ? "unknown" : said;
    }
}
