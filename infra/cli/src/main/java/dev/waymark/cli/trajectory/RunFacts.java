package dev.waymark.cli.trajectory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.cli.api.Json;
import java.util.List;

/// What a file says of its run as a whole: how it ended, where it ran, what it cost.
final class RunFacts {
    /// Metadata is small (64 KiB in all); a longer text, such as a whole stack trace as exit status, is cut.
    private static final int MOST_CHARACTERS = 2_000;

    private static final int MOST_STATISTICS_CHARACTERS = 8_000;

    private final JsonNode file;
    private final Cleaner cleaner;

    RunFacts(JsonNode file, Cleaner cleaner) {
        this.file = file;
        this.cleaner = cleaner;
    }

    String exitStatus() {
        return cleaner.label(either("exit_status"));
    }

    /// Members that the file does not give are absent.
    ObjectNode read() {
        ObjectNode facts = Json.object();
        put(facts, "environment", TolerantText.of(file.path("environment")));
        put(facts, "instance_id", TolerantText.of(file.path("instance_id")));
        put(facts, "exit_status", either("exit_status"));
        put(facts, "swe_agent_version", TolerantText.of(file.path("info").path("swe_agent_version")));
        JsonNode statistics = statistics();
        if (statistics.isObject() && !statistics.isEmpty()) {
            facts.set("token_usage", tokenUsage(statistics));
            if (Json.compact(statistics).length() <= MOST_STATISTICS_CHARACTERS) {
                facts.set("model_stats", cleaner.metadata(statistics));
            }
        }
        return facts;
    }

    private String either(String member) {
        String inside = TolerantText.of(file.path("info").path(member));
        return inside.isEmpty() ? TolerantText.of(file.path(member)) : inside;
    }

    private JsonNode statistics() {
        JsonNode inside = file.path("info").path("model_stats");
        return inside.isObject() ? inside : file.path("model_stats");
    }

    /// The run's statistics under the names that steps use. The cost of this run, where the file tells it apart from
    /// that of all runs so far.
    private static ObjectNode tokenUsage(JsonNode statistics) {
        ObjectNode usage = Json.object();
        JsonNode sent = statistics.path("tokens_sent");
        JsonNode received = statistics.path("tokens_received");
        if (sent.canConvertToLong()) {
            usage.put("prompt_tokens", sent.longValue());
        }
        if (received.canConvertToLong()) {
            usage.put("completion_tokens", received.longValue());
        }
        if (usage.size() == 2) {
            usage.put("total_tokens", sent.longValue() + received.longValue());
        }
        for (String cost : List.of("instance_cost", "total_cost")) {
            JsonNode usd = statistics.path(cost);
            if (usd.isNumber() && Double.isFinite(usd.doubleValue()) && !usage.has("cost_usd")) {
                usage.set("cost_usd", usd);
            }
        }
        return usage;
    }

    private void put(ObjectNode facts, String name, String value) {
        if (!value.isEmpty()) {
            boolean fits = value.length() <= MOST_CHARACTERS;
            facts.put(name, cleaner.label(fits ? value : value.substring(0, MOST_CHARACTERS)));
        }
    }
}
