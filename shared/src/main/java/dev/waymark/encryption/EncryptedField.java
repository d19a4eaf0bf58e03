package dev.waymark.encryption;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A field that a tenant can have encrypted.
public enum EncryptedField {
    /// What messages say: their content and their tools, in rows, versions and segments alike.
    MESSAGES_CONTENT("messages.content"),
    /// What memories say.
    MEMORIES_CONTENT("memories.content"),
    /// What steps put out: their results, their output while they execute, and the evidence of
    /// evaluations, which cites it.
    STEPS_EXECUTION_RESULT("steps.execution_result"),
    /// How agents are set up.
    CONFIGS_VALUE("configs.value");

    private final String text;

    EncryptedField(String text) {
        this.text = text;
    }

    /// The name in settings.
    public String text() {
        return text;
    }

    /// The field of this name.
    public static Optional<EncryptedField> named(String text) {
        return Arrays.stream(values()).filter(field -> field.text.equals(text)).findFirst();
    }

    /// The names of all of them.
    public static List<String> names() {
        return Arrays.stream(values()).map(EncryptedField::text).toList();
    }
}
