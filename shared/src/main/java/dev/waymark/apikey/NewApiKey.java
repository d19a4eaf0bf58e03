package dev.waymark.apikey;

import dev.waymark.body.Text;
import dev.waymark.caller.Scope;
import io.micronaut.core.annotation.Introspected;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An API key as it is asked for.
///
/// @param agentId narrows the key to one agent's rows
/// @param userId narrows the key to one end user's rows; not together with `agent_id`
@Introspected
public record NewApiKey(
        @Nullable UUID id,
        @NotBlank @Text(maxBytes = 1_000) String name,
        @NotEmpty Set<Scope> scopes,
        @Nullable UUID agentId,
        @Nullable @Size(min = 1) @Text(maxBytes = 1_000) String userId,
        @Nullable Instant expiresAt) {}
