package dev.waymark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.cli.LedgerStandIn.Reply;
import dev.waymark.cli.api.Json;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The rows of the stand-in and what the routes do with them.
final class Rows {
    private static final List<String> FINAL = List.of("completed", "failed", "cancelled", "rolled_back");

    final Map<String, ObjectNode> projects = new LinkedHashMap<>();
    final Map<String, ObjectNode> commands = new LinkedHashMap<>();
    final Map<String, ObjectNode> steps = new LinkedHashMap<>();
    /// Pages end early, as the contract allows.
    int pageSize = 4;

    boolean newestFirst;

    private int erasures;

    Reply answer(String method, String target, JsonNode body, String condition) {
        String[] halves = target.split("\\?", 2);
        Map<String, String> query = query(halves.length == 2 ? halves[1] : "");
        String[] path = Arrays.stream(halves[0].split("/")).map(Rows::decode).toArray(String[]::new);
        String shape = method + " " + path[2] + (path.length > 4 ? "/" + path[4] : "") + (path.length > 5 ? "/n" : "");
        String id = path.length > 3 ? path[3] : "";
        return switch (shape) {
            case "GET projects" -> one(projects.get(id));
            case "PUT projects" -> putProject(id, body, condition);
            case "POST commands" -> createCommand(body);
            case "GET commands" -> path.length > 3 ? one(commands.get(id)) : page(commands.values(), query);
            case "PATCH commands" -> patchCommand(commands.get(id), body, condition);
            case "POST commands/steps" ->
                body.has("steps")
                        ? createSteps(commands.get(id), body.path("steps"))
                        : steps().create(commands.get(id), body);
            case "GET commands/steps" -> page(stepsOf("command_id", id), query);
            case "GET commands/timeline" ->
                query.containsKey("wait_ms") ? follow(id, query) : page(timeline(id), query);
            case "GET projects/steps" -> projectSteps(id, query);
            case "GET projects/steps/n" ->
                path[5].equals("active")
                        ? page(
                                stepsOf("project", id).stream()
                                        .filter(s -> s.path("active").asBoolean())
                                        .toList(),
                                query)
                        : one(numbered(id, path[5]));
            case "POST projects/steps/n" -> steps().rollBack(id, path[5], body);
            case "DELETE users" -> erase(id);
            case "GET approvals" -> page(steps().waiting(), query);
            default -> steps().answer(shape, id, body, condition);
        };
    }

    /// Takes two calls, and says so from the third on.
    private Reply erase(String user) {
        erasures++;
        ObjectNode receipt = Json.object().put("user_id", user).put("erased_at", "2026-11-21T10:00:00.000000Z");
        receipt.putObject("tables").put("conversations", 2).put("messages", 41);
        receipt.put("archives", 1);
        if (erasures > 2) {
            receipt.put("already", true);
        }
        return new Reply(erasures == 1 ? 202 : 200, receipt);
    }

    private StepRoutes steps() {
        return new StepRoutes(this);
    }

    List<ObjectNode> stepsOf(String member, String value) {
        return steps.values().stream()
                .filter(s -> s.path(member).asText().equals(value))
                .toList();
    }

    private Reply projectSteps(String key, Map<String, String> query) {
        if (!projects.containsKey(key)) {
            return problem(404, "not-found");
        }
        List<ObjectNode> found = stepsOf("project", key);
        return page(newestFirst ? found.reversed() : found, query);
    }

    private @Nullable ObjectNode numbered(String key, String number) {
        return stepsOf("project", key).stream()
                .filter(s -> s.path("step_number").asText().equals(number.replace("S", "")))
                .findFirst()
                .orElse(null);
    }

    private Reply putProject(String key, JsonNode body, String condition) {
        boolean there = projects.containsKey(key);
        if (there && condition.equals("*")) {
            return problem(412, "version-mismatch");
        }
        ObjectNode row = body.deepCopy();
        projects.put(key, row.put("key", key).put("version", 1));
        return new Reply(there ? 200 : 201, row);
    }

    private Reply createCommand(JsonNode body) {
        if (!projects.containsKey(body.path("project").asText())) {
            return problem(404, "not-found");
        }
        if (commands.containsKey(body.path("id").asText())) {
            return problem(409, "already-exists");
        }
        if (body.path("request").asText().isBlank() || holdsNul(body.path("metadata"))) {
            return problem(422, "invalid-request");
        }
        ObjectNode row = body.deepCopy();
        row.put("id", body.path("id").asText(UUID.randomUUID().toString()));
        row.put("status", "pending").put("version", 1).put("created_at", "2026-11-20T10:00:00.000000Z");
        commands.put(row.path("id").asText(), row);
        return new Reply(201, row);
    }

    private static boolean holdsNul(JsonNode metadata) {
        return metadata.toString().contains("\\u0000");
    }

    private Reply createSteps(@Nullable ObjectNode command, @Nullable JsonNode batch) {
        if (command == null) {
            return problem(404, "not-found");
        }
        if (FINAL.contains(command.path("status").asText())) {
            return problem(409, "command-is-final");
        }
        if (batch == null || batch.size() > 500) {
            return problem(422, "invalid-request");
        }
        for (JsonNode step : batch) {
            if (steps.containsKey(step.path("id").asText())) {
                return problem(409, "already-exists");
            }
            if (step.path("command").asText().isBlank()) {
                return problem(422, "invalid-request");
            }
        }
        batch.forEach(step -> add(command, step.deepCopy()));
        command.put("status", "running").put("version", command.path("version").asInt() + 1);
        ObjectNode answer = Json.object();
        answer.putArray("items")
                .addAll(new ArrayList<>(stepsOf("command_id", command.path("id").asText())));
        return new Reply(201, answer);
    }

    void add(ObjectNode command, ObjectNode step) {
        String commandId = command.path("id").asText();
        String project = command.path("project").asText();
        step.put("command_id", commandId)
                .put("project", project)
                .put("step_index", stepsOf("command_id", commandId).size())
                .put("step_number", stepsOf("project", project).size() + 1)
                .put("active", true)
                .put("version", 1);
        steps.put(step.path("id").asText(), step);
    }

    private Reply patchCommand(@Nullable ObjectNode command, JsonNode body, String condition) {
        if (command == null) {
            return problem(404, "not-found");
        }
        if (!fits(condition, command)) {
            return problem(412, "version-mismatch");
        }
        String from = command.path("status").asText();
        String to = body.path("status").asText();
        if (FINAL.contains(from)) {
            return problem(409, "move-not-allowed");
        }
        command.put("status", to).put("version", command.path("version").asInt() + 1);
        return new Reply(200, command.deepCopy());
    }

    static boolean fits(String condition, JsonNode row) {
        return condition.equals("*")
                || condition.equals("\"" + row.path("version").asText() + "\"");
    }

    private List<ObjectNode> timeline(String commandId) {
        return stepsOf("command_id", commandId).stream()
                .map(step -> {
                    ObjectNode entry =
                            Json.object().put("kind", "step").put("recorded_at", "2026-11-20T10:00:00.000000Z");
                    entry.set("step", step);
                    return entry;
                })
                .toList();
    }

    /// Says in `next_cursor` where to go on, always.
    private Reply follow(String commandId, Map<String, String> query) {
        List<ObjectNode> all = timeline(commandId);
        int from = Integer.parseInt(query.getOrDefault("after", "o=0").substring(2));
        int to = Math.min(all.size(), from + pageSize);
        ObjectNode answer = Json.object();
        answer.putArray("items").addAll(all.subList(from, to));
        return new Reply(200, answer.put("next_cursor", "o=" + to));
    }

    private Reply page(java.util.Collection<ObjectNode> all, Map<String, String> query) {
        List<ObjectNode> rows = new ArrayList<>(all);
        int from = Integer.parseInt(query.getOrDefault("cursor", "o=0").substring(2));
        int limit = Integer.parseInt(query.getOrDefault("limit", "50"));
        if (limit < 1 || limit > 500) {
            return problem(422, "invalid-request");
        }
        int to = Math.min(rows.size(), from + Math.min(limit, pageSize));
        ObjectNode answer = Json.object();
        answer.putArray("items").addAll(rows.subList(from, to));
        return new Reply(200, answer.put("next_cursor", to < rows.size() ? "o=" + to : null));
    }

    static Reply one(@Nullable ObjectNode row) {
        return row == null ? problem(404, "not-found") : new Reply(200, row.deepCopy());
    }

    static Reply problem(int status, String slug) {
        return LedgerStandIn.problem(status, slug, slug, false);
    }

    private static Map<String, String> query(String text) {
        Map<String, String> query = new LinkedHashMap<>();
        for (String pair : text.split("&", -1)) {
            String[] halves = pair.split("=", 2);
            if (halves.length == 2) {
                query.put(halves[0], URLDecoder.decode(halves[1], StandardCharsets.UTF_8));
            }
        }
        return query;
    }

    /// As API Gateway decodes a path, and the function what begins with a tilde.
    private static String decode(String segment) {
        String plain = URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        return plain.startsWith("~")
                ? new String(Base64.getUrlDecoder().decode(plain.substring(1)), StandardCharsets.UTF_8)
                : plain;
    }
}
