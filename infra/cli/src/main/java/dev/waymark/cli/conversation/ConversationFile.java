package dev.waymark.cli.conversation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.cli.api.Json;
import dev.waymark.cli.ledger.StableId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Reads files of τ-bench: an array of runs (or one run by itself), each with its messages under
/// `traj` or `messages` and whatever else there is to say of the run: `task_id`, `trial`,
/// `reward`, `info`, …
///
/// @param agent who speaks as the assistant; empty for nobody in particular
public record ConversationFile(String agent) {
    private static final String SOURCE = "tau-bench";
    private static final List<String> MESSAGES = List.of("traj", "messages");
    private static final int SHOWN_DIGITS = 12;

    /// The conversations of a file, in order.
    ///
    /// @throws UnreadableConversationsException when the file is absent, no JSON, or not of
    ///     this format
    public List<PlannedConversation> read(Path path) {
        JsonNode file = parsed(path);
        JsonNode runs = file.isArray() ? file : Json.object().withArray("runs").add(file);
        List<PlannedConversation> conversations = new ArrayList<>(runs.size());
        for (int i = 0; i < runs.size(); i++) {
            conversations.add(conversation(runs.get(i), "run " + (i + 1)));
        }
        if (conversations.isEmpty()) {
            throw new UnreadableConversationsException("it has no runs");
        }
        return conversations;
    }

    private PlannedConversation conversation(JsonNode run, String place) {
        String member = MESSAGES.stream()
                .filter(name -> run.path(name).isArray())
                .findFirst()
                .orElseThrow(() -> new UnreadableConversationsException(
                        place + " has no list of messages under `traj` or `messages`"));
        List<ObjectNode> messages = new ArrayList<>();
        run.get(member)
                .forEach(message ->
                        messages.add(SavedMessage.of(message, "message " + (messages.size() + 1) + " of " + place)));
        String hash = StableId.sha256Of(Json.bytes(run));
        ObjectNode facts = ((ObjectNode) run).deepCopy();
        facts.remove(member);
        ObjectNode body = Json.object();
        JsonNode user = run.at("/info/task/user_id");
        if (user.isTextual() && !user.asText().isBlank()) {
            body.set("user_id", user);
        }
        if (!agent.isEmpty()) {
            body.put("agent", agent);
        }
        body.putObject("metadata")
                .put("source", SOURCE)
                .put("sha256", hash)
                .put("messages_under", member)
                .set("run", facts);
        return new PlannedConversation(externalId(run, hash), body, messages);
    }

    /// Tells people which run it is, and is another for every run that differs anywhere.
    private static String externalId(JsonNode run, String hash) {
        StringBuilder id = new StringBuilder(SOURCE);
        for (String part : List.of("task_id", "trial")) {
            if (run.path(part).isIntegralNumber()) {
                id.append('-').append(run.path(part).asText());
            }
        }
        return id.append('-').append(hash, 0, SHOWN_DIGITS).toString();
    }

    private static JsonNode parsed(Path path) {
        if (!Files.isRegularFile(path)) {
            throw new UnreadableConversationsException(Files.exists(path) ? "a folder, not a file" : "no such file");
        }
        try {
            JsonNode file = Json.builder().build().readTree(Files.readAllBytes(path));
            if (file.isContainerNode()) {
                return file;
            }
        } catch (JsonProcessingException notJson) {
            throw new UnreadableConversationsException("not JSON: " + notJson.getOriginalMessage(), notJson);
        } catch (IOException unreadable) {
            throw new UnreadableConversationsException("cannot be read: " + unreadable.getMessage(), unreadable);
        }
        throw new UnreadableConversationsException("it is neither a list of runs nor a run");
    }
}
