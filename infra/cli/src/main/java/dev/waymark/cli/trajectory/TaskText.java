package dev.waymark.cli.trajectory;

import com.fasterxml.jackson.databind.JsonNode;

/// What the agent was asked to do.
final class TaskText {
    private TaskText() {}

    /// The first message of the user that is no demonstration, looked for in the history and then in the prompts of
    /// the first step; `otherwise` where there is none.
    static String of(JsonNode file, JsonNode history, String otherwise) {
        JsonNode first = file.path("trajectory").path(0);
        for (JsonNode messages : new JsonNode[] {history, first.path("messages"), first.path("query")}) {
            String task = firstOfUser(messages);
            if (!task.isBlank()) {
                return task;
            }
        }
        return otherwise;
    }

    private static String firstOfUser(JsonNode messages) {
        for (JsonNode message : messages) {
            if (Message.isAssistant(message) && !Message.isDemonstration(message)) {
                return "";
            }
            if (Message.isUser(message) && !Message.isDemonstration(message)) {
                String text = TolerantText.of(message.path("content"));
                if (!text.isBlank()) {
                    return text;
                }
            }
        }
        return "";
    }
}
