package dev.waymark.evaluation;

import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.json.tree.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A step as it is judged: what it is, what came of it, and what the system looked like.
///
/// @param step its columns
/// @param result its `execution_result` with `exit_code`
/// @param before section → value; empty where nobody looked
/// @param after section → value; empty where nobody looked
/// @param expectedImpact what the approver expects it to change
public record Subject(
        UUID stepId,
        JsonNode step,
        JsonNode result,
        JsonNode before,
        JsonNode after,
        @Nullable JsonNode expectedImpact) {

    long stepNumber() {
        JsonNode number = step.get("step_number");
        return number == null ? 0 : number.getLongValue();
    }

    /// As people write it: `S4`.
    String label() {
        return "S" + stepNumber();
    }

    String status() {
        return text(step, "status");
    }

    /// Refuses a step that has not been executed: there is nothing to judge yet.
    ///
    /// @throws ProblemException 409
    public void requireExecuted() {
        if (!status().equals("completed") && !status().equals("failed")) {
            throw ProblemException.of(
                    ProblemType.STEP_NOT_EXECUTED, "step %s has not been executed".formatted(label()));
        }
    }

    boolean violatesPolicy() {
        JsonNode violation = step.get("policy_violation");
        return violation != null && violation.isBoolean() && violation.getBooleanValue();
    }

    @Nullable
    Long exitCode() {
        JsonNode code = step.get("exit_code");
        return code == null || !code.isNumber() ? null : code.getLongValue();
    }

    /// What the step wrote to `stdout` or `stderr`; empty where that is not known as text.
    String output(String stream) {
        return text(result, stream);
    }

    /// Whether the system was looked at on both sides of the step.
    boolean isPictured() {
        return before.size() > 0 && after.size() > 0;
    }

    /// What predicates see.
    JsonNode context(JsonNode changes) {
        Map<String, JsonNode> context = new LinkedHashMap<>();
        context.put("before", before);
        context.put("after", after);
        context.put("changes", changes);
        context.put("result", result);
        context.put("step", step);
        return JsonNode.createObjectNode(context);
    }

    private static String text(JsonNode object, String member) {
        JsonNode value = object.isObject() ? object.get(member) : null;
        return value == null || !value.isString() ? "" : value.getStringValue();
    }
}
