package dev.waymark.settings;

import dev.waymark.body.Text;
import dev.waymark.encryption.EncryptedField;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import dev.waymark.redaction.RedactionSettings;
import io.micronaut.core.annotation.Introspected;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a PUT of settings says: what is not there goes back to its default.
///
/// @param textSearch the text search configuration of PostgreSQL that messages and memories are searched in; `english`
/// @param embeddingDimensions how many numbers an embedding has; 1,536
/// @param contextWindowSize how many messages loading a state answers at most; as many as it asks for
/// @param contextWindowTokenLimit how many tokens of messages it answers at most, and a rendering has; no limit
/// @param encryption what is encrypted at rest; nothing
/// @param sessionIdleMs how long an active session may be idle before it is abandoned; a day
/// @param redaction what is taken out of all that the tenant sends, beside what is for everybody
@Introspected
public record NewSettings(
        @Nullable @Text(maxBytes = 63) String textSearch,
        @Nullable @Min(1) @Max(4_000) Integer embeddingDimensions,
        @Nullable @Min(1) @Max(1_000_000) Integer contextWindowSize,
        @Nullable @Min(1) @Max(1_000_000_000) Long contextWindowTokenLimit,
        @Nullable @Min(1_000) @Max(31_536_000_000L) Long sessionIdleMs,
        @Nullable @Valid Encryption encryption,
        @Nullable RedactionSettings redaction) {

    /// What is encrypted at rest.
    ///
    /// @param fields names of fields, see [dev.waymark.encryption.EncryptedField]; none by default
    @Introspected
    public record Encryption(@Size(max = 100) List<@Text(maxBytes = 100) String> fields) {}

    /// The fields to be encrypted; empty for none.
    ///
    /// @throws ProblemException 422 for what is no field that can be
    public List<String> encryptedFields() {
        if (encryption == null) {
            return List.of();
        }
        var errors = new ArrayList<FieldError>();
        List<String> known = EncryptedField.names();
        for (int i = 0; i < encryption.fields().size(); i++) {
            if (!known.contains(encryption.fields().get(i))) {
                errors.add(
                        FieldError.at("/encryption/fields/" + i, "enum", "must be one of " + String.join(", ", known)));
            }
        }
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        return encryption.fields();
    }
}
