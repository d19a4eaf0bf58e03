package dev.waymark.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The successive states of one thread: `{"messages": [{id, role, content}, …], "step": n}` with messages of 1 KB of
/// words, the same for the same seed. As in language few words are frequent and many are rare: PostgreSQL's own
/// compression makes 0.54 of it, and zstd 370 bytes of one more message where it knows all messages before.
final class ThreadStates {
    static final ObjectMapper JSON = new ObjectMapper();

    /// Bytes of a message as JSON.
    static final int MESSAGE_BYTES = 1024;

    private static final int FRAME_BYTES = "{\"content\":\"\",\"id\":\"m000000\",\"role\":\"assistant\"},".length();
    private static final List<String> WORDS = words();

    /// What happens to a state between two checkpoints.
    enum Kind {
        /// 1 KB appended: a message.
        APPEND("1 KB appended"),
        /// 1 % of the bytes replaced, in one place that is another each time.
        EDIT("1 % edited");

        final String shown;

        Kind(String shown) {
            this.shown = shown;
        }
    }

    /// A message that is new or was replaced.
    ///
    /// @param index its place; the count of messages before, where it is appended
    record Edit(int index, boolean appended, ObjectNode message) {}

    private final Random random;
    private final Kind kind;
    private final int bytes;
    private final List<ObjectNode> messages = new ArrayList<>();
    private int step;

    private ThreadStates(Kind kind, int bytes, long seed) {
        this.random = new Random(seed);
        this.kind = kind;
        this.bytes = bytes;
        for (int i = 0; i < bytes / MESSAGE_BYTES; i++) {
            messages.add(message(i, text(MESSAGE_BYTES - FRAME_BYTES)));
        }
    }

    static ThreadStates of(Kind kind, int bytes, long seed) {
        return new ThreadStates(kind, bytes, seed);
    }

    /// Goes on to the next state, and says what changed.
    List<Edit> next() {
        step++;
        List<Edit> edits = kind == Kind.APPEND ? append() : edit();
        for (Edit edit : edits) {
            if (edit.appended()) {
                messages.add(edit.message());
            } else {
                messages.set(edit.index(), edit.message());
            }
        }
        return edits;
    }

    /// How often [#next()] was called.
    int step() {
        return step;
    }

    /// The whole state now.
    ObjectNode state() {
        ObjectNode state = JSON.createObjectNode();
        ArrayNode all = state.putArray("messages");
        messages.forEach(all::add);
        return state.put("step", step);
    }

    private List<Edit> append() {
        return List.of(new Edit(messages.size(), true, message(messages.size(), text(MESSAGE_BYTES - FRAME_BYTES))));
    }

    /// One place of a hundredth of the state: part of a message, a message, or several in a row.
    private List<Edit> edit() {
        int left = bytes / 100;
        int length = MESSAGE_BYTES - FRAME_BYTES;
        int count = Math.max(1, left / MESSAGE_BYTES);
        int first = random.nextInt(messages.size() - count + 1);
        var edits = new ArrayList<Edit>();
        for (int i = first; i < first + count; i++) {
            String old = messages.get(i).get("content").asText();
            int replaced = Math.min(length, left);
            int from = random.nextInt(length - replaced + 1);
            String content = old.substring(0, from) + text(replaced) + old.substring(from + replaced);
            edits.add(new Edit(i, false, message(i, content)));
        }
        return edits;
    }

    private static ObjectNode message(int number, String content) {
        return JSON.createObjectNode()
                .put("id", "m%06d".formatted(number))
                .put("role", number % 2 == 0 ? "user" : "assistant")
                .put("content", content);
    }

    /// A word's chance is the inverse of its rank.
    private String text(int length) {
        var text = new StringBuilder();
        while (text.length() < length) {
            text.append(WORDS.get((int) Math.pow(WORDS.size(), random.nextDouble()) - 1))
                    .append(' ');
        }
        return text.substring(0, length);
    }

    private static List<String> words() {
        var random = new Random(2026);
        return IntStream.range(0, 2000)
                .mapToObj(_ -> random.ints(2L + random.nextInt(8), 'a', 'z' + 1)
                        .mapToObj(Character::toString)
                        .collect(Collectors.joining()))
                .toList();
    }
}
