package dev.waymark.cli.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.cli.api.Json;
import dev.waymark.cli.api.ProblemException;
import dev.waymark.cli.api.WaymarkClient;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Moves a command to its final status.
final class CommandEnd {
    private static final Set<String> FINAL = Set.of("completed", "failed", "cancelled", "rolled_back");
    private static final int TRIES = 5;

    private final WaymarkClient client;

    CommandEnd(WaymarkClient client) {
        this.client = client;
    }

    /// @param status the command's, afterwards
    record Result(String status, boolean changed) {}

    /// A command that has ended stays as it ended: somebody decided that. A change made by somebody else in between
    /// is looked at anew, a bounded number of times.
    Result reach(String path, @Nullable String wanted) {
        for (int attempt = 1; ; attempt++) {
            JsonNode command = client.get(path);
            String status = command.path("status").asText();
            if (wanted == null || FINAL.contains(status)) {
                return new Result(status, attempt > 1 && status.equals(wanted));
            }
            try {
                long version = command.path("version").asLong();
                client.patch(path, Json.object().put("status", wanted), version);
                return new Result(wanted, true);
            } catch (ProblemException refused) {
                if (!refused.isVersionMismatch() || attempt == TRIES) {
                    throw refused;
                }
            }
        }
    }
}
