package dev.waymark.body;

import io.micronaut.core.annotation.AnnotationValue;
import io.micronaut.core.naming.NameUtils;

/// How a broken constraint is told: a stable code, and a sentence that names the bounds.
record RuleWords(String code, String detail) {
    private static final String OWN_MESSAGE = "message";

    static RuleWords of(AnnotationValue<?> constraint, Class<?> type) {
        String name = NameUtils.getSimpleName(constraint.getAnnotationName());
        RuleWords words = standard(name, constraint, type);
        // A message in braces is the key of a translation, which is what every constraint has by default.
        return constraint
                .stringValue(OWN_MESSAGE)
                .filter(message -> !message.isEmpty() && !message.startsWith("{"))
                .map(message -> new RuleWords(words.code, message))
                .orElse(words);
    }

    private static RuleWords standard(String name, AnnotationValue<?> constraint, Class<?> type) {
        return switch (name) {
            case "NotNull" -> new RuleWords("required", "must not be null");
            case "NotBlank" -> new RuleWords("required", "must not be blank");
            case "NotEmpty" -> new RuleWords("size", "must not be empty");
            case "Size" -> new RuleWords("size", size(constraint, type));
            case "Min" -> range("at least " + constraint.longValue().orElse(0));
            case "Max" -> range("at most " + constraint.longValue().orElse(0));
            case "DecimalMin" -> range((isInclusive(constraint) ? "at least " : "greater than ") + value(constraint));
            case "DecimalMax" -> range((isInclusive(constraint) ? "at most " : "less than ") + value(constraint));
            case "Positive" -> range("greater than 0");
            case "PositiveOrZero" -> range("at least 0");
            case "Negative" -> range("less than 0");
            case "NegativeOrZero" -> range("at most 0");
            case "Pattern" ->
                new RuleWords(
                        "pattern",
                        "must match " + constraint.stringValue("regexp").orElse(""));
            default -> new RuleWords(JsonName.ofComponent(name), "breaks the rule " + JsonName.ofComponent(name));
        };
    }

    private static RuleWords range(String bound) {
        return new RuleWords("range", "must be " + bound);
    }

    private static String value(AnnotationValue<?> constraint) {
        return constraint.stringValue().orElse("");
    }

    private static boolean isInclusive(AnnotationValue<?> constraint) {
        return constraint.booleanValue("inclusive").orElse(true);
    }

    private static String size(AnnotationValue<?> constraint, Class<?> type) {
        int min = constraint.intValue("min").orElse(0);
        int max = constraint.intValue("max").orElse(Integer.MAX_VALUE);
        String units = CharSequence.class.isAssignableFrom(type) ? "characters" : "items";
        if (max == Integer.MAX_VALUE) {
            return "must have at least %d %s".formatted(min, units);
        }
        return "must have %d to %d %s".formatted(min, max, units);
    }
}
