package dev.waymark.encryptionwork;

import dev.waymark.encryption.EncryptedField;
import java.util.Locale;

/// A table with values that may be encrypted, in the order in which a walk comes to them: where a
/// message is sealed under it, it comes to the segment later, and where output becomes a result under
/// it, to the result.
enum Part {
    MESSAGES(EncryptedField.MESSAGES_CONTENT),
    MESSAGE_VERSIONS(EncryptedField.MESSAGES_CONTENT),
    MESSAGE_SEGMENTS(EncryptedField.MESSAGES_CONTENT),
    AGENT_MEMORIES(EncryptedField.MEMORIES_CONTENT),
    STEP_OUTPUTS(EncryptedField.STEPS_EXECUTION_RESULT),
    COMMAND_STEPS(EncryptedField.STEPS_EXECUTION_RESULT),
    STEP_EVALUATIONS(EncryptedField.STEPS_EXECUTION_RESULT),
    AGENT_CONFIGS(EncryptedField.CONFIGS_VALUE);

    private final EncryptedField field;

    Part(EncryptedField field) {
        this.field = field;
    }

    EncryptedField field() {
        return field;
    }

    /// The table's name.
    String table() {
        return name().toLowerCase(Locale.ROOT);
    }
}
