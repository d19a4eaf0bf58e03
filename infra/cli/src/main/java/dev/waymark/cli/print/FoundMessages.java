package dev.waymark.cli.print;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/// Messages that a search found, one a line, each from where it first has a word that was looked
/// for.
public final class FoundMessages {
    private static final int BEFORE = 30;

    private FoundMessages() {}

    /// In the order given.
    public static String render(Collection<JsonNode> messages, String query, Screen screen) {
        List<String> words = Arrays.stream(query.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+", -1))
                .filter(word -> word.length() > 2)
                .toList();
        var table = new Table(">#", "ROLE", "SAID", "TEXT");
        messages.forEach(message -> {
            String role = message.path("role").asText("");
            table.add(List.of(
                    new Cell(message.path("position").asText("?"), "bold"),
                    new Cell(role, MessageSheet.ofRole(role)),
                    Cell.of(Moments.shortTime(message.path("created_at").asText(""))),
                    Cell.of(around(words, MessageText.of(message.path("content"))))));
        });
        return table.render(screen);
    }

    private static String around(List<String> words, String text) {
        String line = text.replace('\n', ' ').strip();
        String small = line.toLowerCase(Locale.ROOT);
        int first = words.stream()
                .mapToInt(small::indexOf)
                .filter(at -> at >= 0)
                .min()
                .orElse(0);
        // lower case may be longer than what it is of
        if (first <= BEFORE || small.length() != line.length()) {
            return line;
        }
        int from = first - BEFORE;
        return "…" + line.substring(Character.isLowSurrogate(line.charAt(from)) ? from + 1 : from);
    }
}
