package dev.waymark.agent;

import dev.waymark.body.JsonObject;
import dev.waymark.body.Text;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import org.jspecify.annotations.Nullable;

/// What a PUT of an agent says; what it does not name stays as it is.
///
/// @param agentType what kind of agent it is, in the tenant's own words
/// @param description what it is for
/// @param systemInstructions what it is told before all else
/// @param assistantInstructions what it is told as an assistant
/// @param personality how it speaks
/// @param settings an object of the tenant's own
@Introspected
public record AgentChange(
        @Nullable @Text(maxBytes = 1_000, allowNul = true) String agentType,
        @Nullable @Text(maxBytes = 65_536, allowNul = true) String description,
        @Nullable @Text(maxBytes = 524_288, allowNul = true) String systemInstructions,
        @Nullable @Text(maxBytes = 524_288, allowNul = true) String assistantInstructions,
        @Nullable @Text(maxBytes = 65_536, allowNul = true) String personality,
        @Nullable @JsonObject @Text(maxBytes = 65_536) JsonNode settings) {}
