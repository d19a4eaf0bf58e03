package dev.waymark.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Waymark through its handlers: the function that keeps checkpoints, and the one that reads them.
final class WaymarkLane implements CheckpointLane {
    private static final String PUT = "POST /v1/agents/{name}/threads/{thread}/checkpoints";
    private static final String LATEST = "GET /v1/agents/{name}/threads/{thread}/checkpoints/latest";
    private static final String ONE = "GET /v1/checkpoints/{id}";

    private final BenchDatabase database;
    private final Ledger tenant;
    private final boolean whole;
    private final List<String> ids = new ArrayList<>();
    private Map<String, String> thread = Map.of();
    private @Nullable HandlerClient writer;
    private @Nullable HandlerClient reader;

    /// @param whole whether each put sends the whole state, or only what changed
    WaymarkLane(BenchDatabase database, Ledger tenant, boolean whole) {
        this.database = database;
        this.tenant = tenant;
        this.whole = whole;
    }

    @Override
    public String name() {
        return whole ? "Waymark, whole state sent" : "Waymark, change sent";
    }

    @Override
    public PlainDatabase database() {
        return database.plain();
    }

    @Override
    public void open(String jdbcUrl) throws IOException {
        close();
        writer = new HandlerClient(database.environment("waymark_state", jdbcUrl, 1), tenant.caller());
        reader = new HandlerClient(database.environment("waymark_read", jdbcUrl, 1), tenant.caller());
    }

    @Override
    public double begin(String name, ObjectNode state) throws IOException {
        thread = Map.of("name", "bench", "thread", name);
        ids.clear();
        return keep(ThreadStates.JSON.createObjectNode().set("state", state));
    }

    @Override
    public double put(ObjectNode state, List<ThreadStates.Edit> edits) throws IOException {
        ObjectNode body = ThreadStates.JSON.createObjectNode();
        if (whole) {
            body.put("parent_checkpoint_id", ids.getLast()).set("state", state);
            return keep(body);
        }
        body.put("base_checkpoint_id", ids.getLast());
        body.putObject("set").set("step", state.get("step"));
        ArrayNode patch = body.putArray("patch");
        for (ThreadStates.Edit edit : edits) {
            patch.addObject()
                    .put("op", edit.appended() ? "add" : "replace")
                    .put("path", "/messages/" + (edit.appended() ? "-" : edit.index()))
                    .set("value", edit.message());
        }
        return keep(body);
    }

    private double keep(ObjectNode body) throws IOException {
        HandlerClient.Answer answer = opened(writer).call(PUT, thread, "", body);
        ids.add(answer.body().get("id").asText());
        return answer.milliseconds();
    }

    @Override
    public Read get(int number, boolean latest) throws IOException {
        HandlerClient.Answer answer = latest
                ? opened(reader).call(LATEST, thread, "", null)
                : opened(reader).call(ONE, Map.of("id", ids.get(number)), "", null);
        JsonNode state = answer.body().get("state");
        return new Read(answer.milliseconds(), state);
    }

    private static HandlerClient opened(@Nullable HandlerClient client) {
        if (client == null) {
            throw new IllegalStateException("not open");
        }
        return client;
    }

    @Override
    public void close() throws IOException {
        if (writer != null && reader != null) {
            writer.close();
            reader.close();
        }
    }
}
