package dev.waymark.evaluation;

import dev.waymark.database.StoredText;
import dev.waymark.document.ResultCipher;
import dev.waymark.json.StrictJson;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.json.tree.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What is to be judged, put together from its parts.
///
/// @param kept the answer to an earlier request with the same idempotency key; nothing else is there then
/// @param settings of the project
/// @param remaining how many executed steps of the command wait for another call
/// @param steps by id, in the order of the command
public record Subjects(@Nullable String kept, JsonNode settings, long remaining, Map<UUID, Subject> steps) {
    private static final JsonNode NOTHING = JsonNode.createObjectNode(Map.of());
    private static final List<String> TEXTS = List.of("command", "explanation", "expected_outcome");

    /// Puts the parts together.
    ///
    /// @throws ProblemException 500 integrity-error when a section does not match its digest
    public static Subjects of(List<SubjectPart> parts, ResultCipher results) {
        String kept = null;
        JsonNode settings = NOTHING;
        long remaining = 0;
        Map<UUID, Parts> steps = new LinkedHashMap<>();
        for (SubjectPart part : parts) {
            UUID step = part.stepId();
            if (step != null) {
                steps.computeIfAbsent(step, _ -> new Parts()).add(part, plain(step, part, results));
                continue;
            }
            switch (part.part()) {
                case "kept" -> kept = new String(body(part), StandardCharsets.UTF_8);
                case "settings" -> settings = StrictJson.read(body(part));
                default -> remaining = StrictJson.read(body(part)).getLongValue();
            }
        }
        Map<UUID, Subject> subjects = new LinkedHashMap<>();
        steps.forEach((id, own) -> subjects.put(id, own.subject(id)));
        return new Subjects(kept, settings, remaining, subjects);
    }

    private static byte[] body(SubjectPart part) {
        byte[] body = part.body();
        if (body == null || !part.intact()) {
            throw ProblemException.of(
                    ProblemType.INTEGRITY_ERROR,
                    "section %s (%s) of step %s does not match its digest"
                            .formatted(part.name(), part.part(), part.stepId()));
        }
        return body;
    }

    private static JsonNode plain(UUID step, SubjectPart part, ResultCipher results) {
        byte[] body = body(part);
        return StrictJson.read(part.part().equals("result") ? Objects.requireNonNull(results.plain(step, body)) : body);
    }

    /// The parts of one step.
    private static final class Parts {
        private final Map<String, JsonNode> single = new LinkedHashMap<>();
        private final Map<String, JsonNode> before = new LinkedHashMap<>();
        private final Map<String, JsonNode> after = new LinkedHashMap<>();

        void add(SubjectPart part, JsonNode value) {
            switch (part.part()) {
                case "before_step" -> before.put(part.name(), value);
                case "after_step" -> after.put(part.name(), value);
                default -> single.put(part.part(), value);
            }
        }

        Subject subject(UUID id) {
            JsonNode step = unescaped(single.getOrDefault("step", NOTHING));
            return new Subject(
                    id,
                    step,
                    withExitCode(single.getOrDefault("result", NOTHING), step.get("exit_code")),
                    JsonNode.createObjectNode(before),
                    JsonNode.createObjectNode(after),
                    single.get("expected_impact"));
        }

        private static JsonNode unescaped(JsonNode step) {
            Map<String, JsonNode> members = members(step);
            for (String name : TEXTS) {
                JsonNode text = members.get(name);
                if (text != null && text.isString()) {
                    members.put(name, JsonNode.createStringNode(StoredText.read(text.getStringValue())));
                }
            }
            return JsonNode.createObjectNode(members);
        }

        private static JsonNode withExitCode(JsonNode result, @Nullable JsonNode exitCode) {
            Map<String, JsonNode> members = members(result);
            members.put("exit_code", exitCode == null ? JsonNode.nullNode() : exitCode);
            return JsonNode.createObjectNode(members);
        }

        private static Map<String, JsonNode> members(JsonNode object) {
            Map<String, JsonNode> members = new LinkedHashMap<>();
            object.entries().forEach(member -> members.put(member.getKey(), member.getValue()));
            return members;
        }
    }
}
