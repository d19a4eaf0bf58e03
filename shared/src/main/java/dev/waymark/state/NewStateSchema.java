package dev.waymark.state;

import dev.waymark.body.JsonObject;
import dev.waymark.body.Text;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;

/// What a PUT of a schema says.
///
/// @param schema a JSON Schema (2020-12), see [JsonSchema]
@Introspected
public record NewStateSchema(
        @JsonObject @Text(maxBytes = JsonSchema.MAX_BYTES, allowNul = true)
        JsonNode schema) {}
