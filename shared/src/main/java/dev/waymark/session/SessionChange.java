package dev.waymark.session;

import dev.waymark.body.Change;
import dev.waymark.body.Document;
import dev.waymark.body.JsonObject;
import dev.waymark.body.Text;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import org.jspecify.annotations.Nullable;

/// What a PATCH of a session says: a member that it does not name stays, and null empties one.
///
/// @param status paused, active again, completed or abandoned
/// @param interruptionContext what a paused session goes on from; it stays until the session is
///     paused again
@Introspected
public record SessionChange(
        @Nullable SessionStatus status,
        @JsonObject @Document Change<JsonNode> sessionState,
        @JsonObject @Document Change<JsonNode> interruptionContext,
        @JsonObject @Text(maxBytes = 65_536) Change<JsonNode> metadata) {}
