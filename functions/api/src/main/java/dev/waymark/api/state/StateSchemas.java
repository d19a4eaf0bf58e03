package dev.waymark.api.state;

import dev.waymark.json.Digest;
import dev.waymark.json.StrictJson;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import dev.waymark.state.JsonSchema;
import dev.waymark.state.Partitions;
import io.micronaut.json.tree.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Checks partitions against the schemas of their agent.
final class StateSchemas {
    private StateSchemas() {}

    /// The digests of the schemas that the partitions fit; null when there is none.
    ///
    /// @param schemas JSON: partition → schema as text
    /// @throws ProblemException 422 with a pointer per violation
    static @Nullable Map<String, String> check(String schemas, Partitions partitions) {
        Map<String, JsonNode> given = partitions.given();
        var digests = new LinkedHashMap<String, String>();
        List<FieldError> errors = new ArrayList<>();
        StrictJson.read(schemas).entries().forEach(schema -> {
            String text = schema.getValue().getStringValue();
            JsonNode value = given.get(schema.getKey());
            if (value != null) {
                errors.addAll(JsonSchema.violations(StrictJson.read(text), value, "/" + schema.getKey()));
            }
            digests.put(
                    schema.getKey(),
                    Digest.of(text.getBytes(StandardCharsets.UTF_8)).hex());
        });
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        return digests.isEmpty() ? null : digests;
    }
}
