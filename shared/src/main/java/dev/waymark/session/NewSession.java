package dev.waymark.session;

import dev.waymark.body.Document;
import dev.waymark.body.JsonObject;
import dev.waymark.body.Text;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import jakarta.validation.constraints.NotEmpty;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A session as it is asked for.
///
/// @param id the client's own id
/// @param userId the end user; that of the conversation when absent
/// @param agent the agent's name; that of the conversation when absent
/// @param startedAt now when absent
@Introspected
public record NewSession(
        @Nullable UUID id,
        @Nullable @NotEmpty @Text(maxBytes = 1_000) String userId,
        @Nullable @NotEmpty @Text(maxBytes = 1_000) String agent,
        @Nullable @JsonObject @Document JsonNode sessionState,
        @Nullable @JsonObject @Text(maxBytes = 65_536) JsonNode metadata,
        @Nullable Instant startedAt) {}
