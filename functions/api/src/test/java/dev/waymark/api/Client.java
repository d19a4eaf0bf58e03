package dev.waymark.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Calls Waymark with one API key. Headers are given as name, value, name, value.
public final class Client {
    private final Functions functions;
    private final @Nullable String apiKey;

    Client(Functions functions, @Nullable String apiKey) {
        this.functions = functions;
        this.apiKey = apiKey;
    }

    public Functions.Answer get(String path, String... headers) {
        return send("GET", path, null, headers);
    }

    public Functions.Answer delete(String path, String... headers) {
        return send("DELETE", path, null, headers);
    }

    public Functions.Answer post(String path, String json, String... headers) {
        return send("POST", path, json.getBytes(StandardCharsets.UTF_8), headers);
    }

    public Functions.Answer post(String path, JsonNode json, String... headers) {
        return post(path, json.toString(), headers);
    }

    public Functions.Answer put(String path, String json, String... headers) {
        return send("PUT", path, json.getBytes(StandardCharsets.UTF_8), headers);
    }

    public Functions.Answer patch(String path, String json, String... headers) {
        return send("PATCH", path, json.getBytes(StandardCharsets.UTF_8), headers);
    }

    /// Sends a body as it is; `Content-Type` is JSON unless a header says otherwise.
    public Functions.Answer send(String method, String path, byte @Nullable [] body, String... headers) {
        Map<String, String> all = new LinkedHashMap<>();
        if (apiKey != null) {
            all.put("Authorization", "Bearer " + apiKey);
        }
        if (body != null) {
            all.put("Content-Type", "application/json");
        }
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i], headers[i + 1]);
        }
        return functions.send(method, path, all, body);
    }

    /// A client with a new key of this tenant.
    ///
    /// @param json the body of POST /v1/api-keys
    public Client withKey(String json) {
        return functions.as(
                post("/v1/api-keys", json).expect(201).body().get("api_key").asText());
    }

    /// Creates a project and answers its key.
    public String newProject() {
        String key = "p-" + UUID.randomUUID();
        put("/v1/projects/" + key, "{\"name\": \"Project\"}").expect(201);
        return key;
    }

    /// Creates a command, which needs no evaluations, in a project.
    public UUID newCommand(String project) {
        return post(
                        "/v1/commands",
                        "{\"project\": \"%s\", \"request\": \"do it\", \"agent\": \"coder\", \"requires_state_evaluation\": false}"
                                .formatted(project))
                .expect(201)
                .id();
    }

    /// Creates a command in a project of its own.
    public UUID newCommand() {
        return newCommand(newProject());
    }

    /// Records a step and answers it.
    public Functions.Answer newStep(UUID command, String json) {
        return post("/v1/commands/" + command + "/steps", json).expect(201);
    }
}
