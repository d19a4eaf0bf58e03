package dev.waymark.peer;

import com.alibaba.cloud.ai.graph.OverAllState;
import com.alibaba.cloud.ai.graph.RunnableConfig;
import com.alibaba.cloud.ai.graph.checkpoint.Checkpoint;
import com.alibaba.cloud.ai.graph.checkpoint.savers.postgresql.PostgresSaver;
import com.alibaba.cloud.ai.graph.serializer.plain_text.jackson.SpringAIJacksonStateSerializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The same commands as langgraph/peer.js, by the PostgresSaver of Spring AI Alibaba as it is delivered. */
public final class AlibabaPeer {
    private static final ObjectMapper JSON = new ObjectMapper();

    private URI url;
    private PostgresSaver saver;
    private String thread;
    private List<Object> messages;
    private final List<String> ids = new ArrayList<>();

    public static void main(String[] arguments) throws Exception {
        PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.setOut(System.err);
        AlibabaPeer peer = new AlibabaPeer();
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            answers.println(JSON.writeValueAsString(peer.answer(JSON.readTree(line))));
        }
    }

    private Map<String, Object> answer(JsonNode command) {
        try {
            return switch (command.get("do").asText()) {
                case "open" -> open(command.get("url").asText());
                case "begin" -> begin(command);
                case "put" -> put(command.get("edits"));
                case "get" -> get(command.get("n").asInt());
                default -> Map.of("error", "no such command");
            };
        } catch (Exception e) {
            // told to the benchmark, which ends with it
            return Map.of("error", e.toString());
        }
    }

    private Map<String, Object> open(String address) throws Exception {
        url = URI.create(address);
        // its tables can be made once only
        saver = newSaver(saver == null);
        return Map.of();
    }

    private PostgresSaver newSaver(boolean makeTables) throws Exception {
        String[] credentials = url.getUserInfo().split(":", 2);
        return PostgresSaver.builder()
                .host(url.getHost())
                .port(url.getPort())
                .user(credentials[0])
                .password(credentials.length > 1 ? credentials[1] : "none")
                .database(url.getPath().substring(1))
                .stateSerializer(new SpringAIJacksonStateSerializer(OverAllState::new))
                .createTables(makeTables)
                .build();
    }

    private Map<String, Object> begin(JsonNode command) throws Exception {
        thread = command.get("thread").asText();
        messages = new ArrayList<>(List.of(JSON.treeToValue(command.get("state").get("messages"), Object[].class)));
        ids.clear();
        return put();
    }

    private Map<String, Object> put(JsonNode edits) throws Exception {
        messages = new ArrayList<>(messages);
        for (JsonNode edit : edits) {
            Object message = JSON.treeToValue(edit.get(1), Object.class);
            int index = edit.get(0).asInt();
            if (index == messages.size()) {
                messages.add(message);
            } else {
                messages.set(index, message);
            }
        }
        return put();
    }

    /** By a saver that lives as long as the thread. */
    private Map<String, Object> put() throws Exception {
        Map<String, Object> state = new HashMap<>();
        state.put("messages", messages);
        state.put("step", ids.size());
        String id = UUID.randomUUID().toString();
        Checkpoint checkpoint =
                Checkpoint.builder().id(id).state(state).nodeId("agent").nextNodeId("agent").build();
        long start = System.nanoTime();
        saver.put(RunnableConfig.builder().threadId(thread).build(), checkpoint);
        double milliseconds = (System.nanoTime() - start) / 1e6;
        ids.add(id);
        return Map.of("ms", milliseconds);
    }

    /** By a new saver, as another process would have it: the one that wrote answers from its memory. */
    private Map<String, Object> get(int n) throws Exception {
        PostgresSaver fresh = newSaver(false);
        RunnableConfig config =
                RunnableConfig.builder().threadId(thread).checkPointId(ids.get(n)).build();
        long start = System.nanoTime();
        Checkpoint found = fresh.get(config).orElseThrow(() -> new IOException("not found"));
        double milliseconds = (System.nanoTime() - start) / 1e6;
        return Map.of("ms", milliseconds, "state", found.getState());
    }
}
