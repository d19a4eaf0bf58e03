package dev.waymark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.cli.api.PathName;
import dev.waymark.cli.api.WaymarkClient;
import java.util.Set;
import java.util.function.Consumer;

/// Reads the timeline of a command as it grows: Waymark answers when there is news, or after a while without any.
///
/// @param commandPath of the API
record Following(WaymarkClient client, String commandPath) {
    private static final Set<String> FINAL = Set.of("completed", "failed", "cancelled", "rolled_back");
    private static final int WAIT_MS = 15_000;

    /// Hands over every entry, those that are there already first, until the command has ended and all was told.
    void forEach(Consumer<JsonNode> reader) {
        String after = "";
        boolean ended = false;
        while (true) {
            int wait = ended ? 0 : WAIT_MS;
            JsonNode page = client.get(commandPath + "/timeline?limit=100&wait_ms=" + wait + after);
            page.path("items").forEach(reader);
            after = "&after=" + PathName.encodeQuery(page.path("next_cursor").asText());
            if (page.path("items").isEmpty() && ended) {
                return;
            }
            // Asked after each page, so that the end is not waited for; what came before it is read once more.
            ended = ended
                    || FINAL.contains(client.get(commandPath).path("status").asText());
        }
    }
}
