package dev.waymark.command;

import dev.waymark.body.JsonObject;
import dev.waymark.body.Text;
import dev.waymark.snapshot.Sections;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Size;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A command as it is asked for.
///
/// @param id the client's own id
/// @param project the key of an existing project
/// @param request what was asked of the agent
/// @param agent its name; a new name registers the agent
/// @param requiresStateEvaluation whether it can only complete once every executed step was evaluated; true
///     by default
/// @param adaptiveMode whether evaluations may propose steps; false by default
/// @param baseline what the system looked like at the start; `system_info` is required in it
@Introspected
public record NewCommand(
        @Nullable UUID id,
        @NotEmpty @Text(maxBytes = 1_000) String project,

        @NotBlank @Text(maxBytes = 1024 * 1024, allowNul = true)
        String request,

        @Nullable @Size(min = 1) @Text(maxBytes = 1_000) String agent,
        @Nullable Boolean requiresStateEvaluation,
        @Nullable Boolean adaptiveMode,
        @Nullable @Text(maxBytes = 1_000) String externalRef,
        @Nullable @JsonObject @Text(maxBytes = 65_536) JsonNode metadata,
        @Nullable @Valid Sections baseline) {}
