package dev.waymark.conversation;

import dev.waymark.json.StrictJson;
import dev.waymark.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The beginning of a content that is too large to be read for a preview.
final class CutText {
    private static final String PLAIN = "{\"text\":\"";
    /// What half an escape, or half a character, may leave at the end: `\\ud83d\\ude0` is the
    /// longest.
    private static final int MOST_BROKEN_CHARS = 12;

    private CutText() {}

    /// What a plain text says so far; the JSON itself for anything else.
    ///
    /// @param beginning of canonical JSON as UTF-8 bytes, cut anywhere
    static String of(byte[] beginning) {
        String json = new String(beginning, StandardCharsets.UTF_8);
        int end = json.endsWith("\uFFFD") ? json.length() - 1 : json.length();
        if (!json.startsWith(PLAIN)) {
            return json.substring(0, end);
        }
        for (int cut = 0; cut <= MOST_BROKEN_CHARS; cut++) {
            String text = textIn(json.substring(0, end - cut) + "\"}");
            if (text != null) {
                return text;
            }
        }
        return json.substring(0, end);
    }

    private static @Nullable String textIn(String json) {
        try {
            return StrictJson.read(json).get("text").getStringValue();
        } catch (ProblemException e) {
            return null;
        }
    }
}
