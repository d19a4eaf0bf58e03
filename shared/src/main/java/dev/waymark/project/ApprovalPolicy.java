package dev.waymark.project;

import dev.waymark.problem.FieldError;
import io.micronaut.json.tree.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The `approval` member of a project's settings: which risk levels need how many approvals, how long a
/// request for one lives, and what its expiry means. `{"high": {"count": 1, "ttl_ms": 86400000, "on_expiry":
/// "reject"}, "critical": 2}`; a bare number is the count.
public final class ApprovalPolicy {
    private static final Set<String> RISK_LEVELS = Set.of("low", "medium", "high", "critical");
    private static final Set<String> ON_EXPIRY = Set.of("reject", "approve");
    private static final long MAX_COUNT = 100;

    private ApprovalPolicy() {}

    /// What is wrong with the policy in these settings; empty when nothing is, or when there is none.
    public static List<FieldError> errorsIn(JsonNode settings) {
        var errors = new ArrayList<FieldError>();
        JsonNode policy = settings.get("approval");
        if (policy == null) {
            return errors;
        }
        if (!policy.isObject()) {
            errors.add(FieldError.at("/settings/approval", "type", "must be an object of risk levels"));
            return errors;
        }
        for (Map.Entry<String, JsonNode> entry : policy.entries()) {
            String at =
                    "/settings/approval/" + entry.getKey().replace("~", "~0").replace("/", "~1");
            if (!RISK_LEVELS.contains(entry.getKey())) {
                errors.add(FieldError.at(at, "unknown", "must be one of low, medium, high, critical"));
                continue;
            }
            checkRule(at, entry.getValue(), errors);
        }
        return errors;
    }

    private static void checkRule(String at, JsonNode rule, List<FieldError> errors) {
        if (!rule.isObject()) {
            checkWhole(at, rule, MAX_COUNT, errors);
            return;
        }
        for (Map.Entry<String, JsonNode> member : rule.entries()) {
            String pointer = at + '/' + member.getKey();
            switch (member.getKey()) {
                case "count" -> checkWhole(pointer, member.getValue(), MAX_COUNT, errors);
                case "ttl_ms" -> checkWhole(pointer, member.getValue(), Long.MAX_VALUE / 1_000_000, errors);
                case "on_expiry" -> {
                    if (!member.getValue().isString()
                            || !ON_EXPIRY.contains(member.getValue().getStringValue())) {
                        errors.add(FieldError.at(pointer, "enum", "must be one of approve, reject"));
                    }
                }
                default -> errors.add(FieldError.at(pointer, "unknown", "no such field"));
            }
        }
        if (rule.get("count") == null) {
            errors.add(FieldError.at(at + "/count", "required", "must be given"));
        }
    }

    private static void checkWhole(String at, JsonNode value, long max, List<FieldError> errors) {
        double number = value.isNumber() ? value.getDoubleValue() : Double.NaN;
        boolean whole = number == Math.rint(number) && number >= 1 && number <= max;
        if (!whole) {
            errors.add(FieldError.at(at, "range", "must be a whole number from 1 to " + max));
        }
    }
}
