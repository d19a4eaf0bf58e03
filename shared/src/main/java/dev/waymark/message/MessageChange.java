package dev.waymark.message;

import dev.waymark.body.Change;
import dev.waymark.body.Document;
import dev.waymark.body.JsonObject;
import dev.waymark.body.Text;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import jakarta.validation.constraints.NotEmpty;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// An edit of a message: a member that it does not name stays, and null empties one. What the
/// message said is kept as a
/// version.
///
/// @param content replaces the whole of it
/// @param changeReason why
@Introspected
public record MessageChange(
        @Nullable @JsonObject @Document JsonNode content,
        @Document Change<JsonNode> tools,
        @Text(maxBytes = 1_000) Change<@NotEmpty String> messageType,
        @JsonObject @Text(maxBytes = 65_536) Change<JsonNode> metadata,
        @JsonObject @Text(maxBytes = 65_536) Change<JsonNode> context,
        @Nullable @Text(maxBytes = 4_000) String changeReason) {

    /// Checks what takes a look into a member.
    ///
    /// @throws ProblemException 422 with all that is wrong
    public void check() {
        var errors = new ArrayList<FieldError>();
        MessageRules.check("", content, tools.value(), errors);
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
    }
}
