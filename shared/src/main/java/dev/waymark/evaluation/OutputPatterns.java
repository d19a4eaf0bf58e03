package dev.waymark.evaluation;

import dev.waymark.json.Text;
import dev.waymark.problem.FieldError;
import io.micronaut.json.tree.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Lines in an output that tell how it went: what programs commonly write when something is wrong, and what a project
/// adds as `settings.output_patterns`: `{"failure": ["BUILD FAILURE"], "success": ["BUILD SUCCESS"], "ignore": ["0
/// errors"]}`. Those are plain texts, not expressions: a line has them or has not. A line with an ignored text is not
/// looked at.
public final class OutputPatterns {
    private static final int MAX_TEXTS = 100;
    private static final int MAX_TEXT_BYTES = 200;
    private static final int MAX_LINE_CHARS = 2_000;
    private static final int MAX_FOUND = 10;

    private static final String TRANSIENT_TEXT =
            "(?i:connection refused|connection reset|connection timed out|network is unreachable"
                    + "|temporary failure in name resolution|could not resolve host|timed out waiting)";

    /// What is looked for in each line, in this order: the rule's name, and an expression that takes linear time.
    private static final List<Map.Entry<String, Pattern>> TROUBLE = List.of(
            entry("unreachable", TRANSIENT_TEXT),
            entry("command not found", "command not found|is not recognized as an? |: not found$"),
            entry("permission denied", "(?i:permission denied|operation not permitted|access is denied)"),
            entry("no such file", "No such file or directory|cannot find the (?:file|path)"),
            entry("traceback", "Traceback \\(most recent call last\\)|^\\s*Caused by: |^panic: |^Exception in thread "),
            entry("error line", "^\\s*(?i:error|fatal|fatal error|critical)(?:\\[[^\\]]{0,40}\\])?: |^E: |^npm ERR!"),
            entry("exception line", "^\\s*(?:[\\w.]{1,200}\\.)?[A-Z]\\w{0,100}(?:Error|Exception)(?::|$)"),
            entry("crash", "Segmentation fault|core dumped|^Killed$|^Aborted\\b|stack smashing detected"),
            entry(
                    "out of resources",
                    "No space left on device|Cannot allocate memory|Out of memory|Too many open files"),
            entry("tests failed", "^FAILED\\b|\\b[1-9]\\d{0,6} failed\\b|^FAIL(?:\\b|:)|BUILD FAILURE|BUILD FAILED"));

    private final List<String> failure;
    private final List<String> success;
    private final List<String> ignore;

    /// @param trouble whether the line tells of trouble
    /// @param rule which one it was
    record Found(boolean trouble, String rule, String line, String at) {
        /// Whether the same may work when it is tried again.
        boolean isTransient() {
            return trouble && rule.equals("unreachable");
        }
    }

    private OutputPatterns(List<String> failure, List<String> success, List<String> ignore) {
        this.failure = failure;
        this.success = success;
        this.ignore = ignore;
    }

    /// What a project with these settings looks for.
    public static OutputPatterns of(JsonNode settings) {
        JsonNode own = settings.isObject() ? settings.get("output_patterns") : null;
        return new OutputPatterns(texts(own, "failure"), texts(own, "success"), texts(own, "ignore"));
    }

    /// What is wrong with the patterns in these settings; empty when nothing is, or when there are none.
    public static List<FieldError> errorsIn(JsonNode settings) {
        var errors = new ArrayList<FieldError>();
        JsonNode own = settings.get("output_patterns");
        if (own == null) {
            return errors;
        }
        if (!own.isObject()) {
            errors.add(FieldError.at("/settings/output_patterns", "type", "must be an object of lists"));
            return errors;
        }
        for (Map.Entry<String, JsonNode> list : own.entries()) {
            String at = "/settings/output_patterns/"
                    + list.getKey().replace("~", "~0").replace("/", "~1");
            if (!List.of("failure", "success", "ignore").contains(list.getKey())) {
                errors.add(FieldError.at(at, "unknown", "must be one of failure, success, ignore"));
                continue;
            }
            checkTexts(at, list.getValue(), errors);
        }
        return errors;
    }

    private static void checkTexts(String at, JsonNode texts, List<FieldError> errors) {
        if (!texts.isArray() || texts.size() > MAX_TEXTS) {
            errors.add(FieldError.at(at, "type", "must be a list of at most " + MAX_TEXTS + " texts"));
            return;
        }
        int place = 0;
        for (JsonNode text : texts.values()) {
            String pointer = at + '/' + place++;
            if (!text.isString()) {
                errors.add(FieldError.at(pointer, "type", "must be a string"));
            } else if (text.getStringValue().isBlank() || Text.utf8Length(text.getStringValue()) > MAX_TEXT_BYTES) {
                errors.add(FieldError.at(pointer, "size", "must have 1 to " + MAX_TEXT_BYTES + " bytes"));
            }
        }
    }

    /// The first line for each rule that some line tells of, at most ten.
    List<Found> in(String output, String at) {
        var found = new ArrayList<Found>();
        var seen = new java.util.HashSet<String>();
        try (Stream<String> lines = output.lines()) {
            lines.map(OutputPatterns::bounded)
                    .takeWhile(_ -> found.size() < MAX_FOUND)
                    .forEach(line -> {
                        Found one = told(line, at);
                        if (one != null && seen.add(one.rule())) {
                            found.add(one);
                        }
                    });
        }
        return found;
    }

    private @Nullable Found told(String line, String at) {
        if (line.isBlank() || ignore.stream().anyMatch(line::contains)) {
            return null;
        }
        for (String text : failure) {
            if (line.contains(text)) {
                return new Found(true, text, line, at);
            }
        }
        for (String text : success) {
            if (line.contains(text)) {
                return new Found(false, text, line, at);
            }
        }
        for (Map.Entry<String, Pattern> trouble : TROUBLE) {
            if (trouble.getValue().matcher(line).find()) {
                return new Found(true, trouble.getKey(), line, at);
            }
        }
        return null;
    }

    private static String bounded(String line) {
        return line.length() <= MAX_LINE_CHARS ? line : Text.shortened(line, MAX_LINE_CHARS);
    }

    private static List<String> texts(@Nullable JsonNode own, String name) {
        var texts = new ArrayList<String>();
        JsonNode list = own == null || !own.isObject() ? null : own.get(name);
        if (list != null && list.isArray()) {
            list.values().forEach(text -> {
                if (text.isString() && !text.getStringValue().isBlank()) {
                    texts.add(text.getStringValue());
                }
            });
        }
        return texts;
    }

    private static Map.Entry<String, Pattern> entry(String rule, String pattern) {
        return Map.entry(rule, Pattern.compile(pattern));
    }
}
