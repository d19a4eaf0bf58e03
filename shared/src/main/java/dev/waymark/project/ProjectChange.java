package dev.waymark.project;

import dev.waymark.body.JsonObject;
import dev.waymark.body.Text;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import jakarta.validation.constraints.NotBlank;
import org.jspecify.annotations.Nullable;

/// What a PUT of a project says; what it does not name stays as it is.
///
/// @param settings an object; `approval` in it is an [ApprovalPolicy]
@Introspected
public record ProjectChange(
        @NotBlank @Text(maxBytes = 1_000) String name,
        @Nullable @Text(maxBytes = 4_000) String repositoryUrl,
        @Nullable @JsonObject @Text(maxBytes = 65_536) JsonNode settings) {}
