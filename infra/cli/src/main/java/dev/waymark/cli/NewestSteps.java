package dev.waymark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.cli.api.Pages;
import dev.waymark.cli.api.WaymarkClient;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// The last steps of a list, whichever way the list runs: one that begins with the newest is read no further than
/// needed, one that begins with the oldest is read to its end, keeping no more rows than are wanted.
final class NewestSteps {
    private final int limit;
    private final Deque<JsonNode> kept = new ArrayDeque<>();
    private boolean earlier;

    /// @param limit at least 1
    NewestSteps(int limit) {
        this.limit = Math.max(1, limit);
    }

    void read(WaymarkClient client, String path) {
        // One more than wanted, to know whether there are earlier ones.
        new Pages(client).forEach(path, limit + 1, this::add);
    }

    List<JsonNode> oldestFirst() {
        return List.copyOf(kept);
    }

    boolean hasEarlier() {
        return earlier;
    }

    private boolean add(JsonNode step) {
        boolean older = !kept.isEmpty() && number(step) < number(kept.getFirst());
        if (older) {
            if (kept.size() == limit) {
                earlier = true;
                return false;
            }
            kept.addFirst(step);
            return true;
        }
        kept.addLast(step);
        if (kept.size() > limit) {
            kept.removeFirst();
            earlier = true;
        }
        return true;
    }

    private static long number(JsonNode step) {
        return step.path("step_number").asLong();
    }
}
