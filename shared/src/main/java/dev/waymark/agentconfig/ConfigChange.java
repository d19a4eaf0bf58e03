package dev.waymark.agentconfig;

import dev.waymark.body.Change;
import dev.waymark.body.Document;
import dev.waymark.body.Text;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;

/// A config as it is asked for: the whole of it.
///
/// @param value fits its type; null for `json` alone. At most 256 KiB, without U+0000
@Introspected
public record ConfigChange(
        ConfigType configType,
        @Document @Text(maxBytes = 262_144) Change<JsonNode> value) {

    /// The value, null included.
    ///
    /// @throws ProblemException 422 for one that is absent or does not fit its type
    public JsonNode fittingValue() {
        if (!value.isPresent()) {
            throw ProblemException.invalid(FieldError.at("/value", "required", "is required"));
        }
        JsonNode given = value.value();
        JsonNode fitting = given == null ? JsonNode.nullNode() : given;
        String flaw = configType.flawOf(fitting);
        if (flaw != null) {
            throw ProblemException.invalid(FieldError.at("/value", "type", flaw));
        }
        return fitting;
    }
}
