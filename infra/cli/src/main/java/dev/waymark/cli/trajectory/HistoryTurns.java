package dev.waymark.cli.trajectory;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/// The turns of a file that holds nothing but messages: each of the assistant's, with what answered it.
final class HistoryTurns {
    private final Cleaner cleaner;

    HistoryTurns(Cleaner cleaner) {
        this.cleaner = cleaner;
    }

    /// In order. Messages of a demonstration shown to the agent are not its own turns, unless there are no others.
    List<Turn> read(JsonNode history) {
        List<JsonNode> own = new ArrayList<>();
        history.forEach(message -> {
            if (!Message.isDemonstration(message)) {
                own.add(message);
            }
        });
        if (own.stream().noneMatch(Message::isAssistant)) {
            own.clear();
            history.forEach(own::add);
        }
        return turns(own);
    }

    private List<Turn> turns(List<JsonNode> messages) {
        List<Turn> turns = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            if (Message.isAssistant(messages.get(i))) {
                turns.add(turn(messages.get(i), answer(messages, i + 1)));
            }
        }
        return turns;
    }

    private Turn turn(JsonNode message, String answer) {
        String action = Message.action(message);
        String said = TolerantText.first(message, "thought", "content");
        String thought = said.equals(action) ? "" : said;
        return new Turn(cleaner.text(action), cleaner.text(answer), cleaner.text(thought), null, null);
    }

    /// Everything up to the assistant's next turn: several tools may have answered one turn.
    private static String answer(List<JsonNode> messages, int from) {
        List<String> parts = new ArrayList<>();
        for (int i = from; i < messages.size() && !Message.isAssistant(messages.get(i)); i++) {
            parts.add(TolerantText.of(messages.get(i).path("content")));
        }
        return String.join("\n", parts);
    }
}
