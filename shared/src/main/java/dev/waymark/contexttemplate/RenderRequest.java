package dev.waymark.contexttemplate;

import dev.waymark.body.Document;
import dev.waymark.body.JsonObject;
import dev.waymark.body.Text;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import org.jspecify.annotations.Nullable;

/// A rendering as it is asked for.
///
/// @param variables values by name
/// @param tokenBudget the most tokens that the text may have; the tenant's
///     `context_window_token_limit` holds too, and alone where this is absent
/// @param model whose tokens are counted; the template's when absent
@Introspected
public record RenderRequest(
        @Nullable @Document @JsonObject JsonNode variables,

        @Nullable @Min(1) Integer tokenBudget,

        @Nullable @NotEmpty @Text(maxBytes = 200) String model) {

    JsonNode variablesOrNone() {
        return variables == null ? JsonNode.createObjectNode(java.util.Map.of()) : variables;
    }
}
