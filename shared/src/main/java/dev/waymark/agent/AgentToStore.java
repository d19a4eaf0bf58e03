package dev.waymark.agent;

import static dev.waymark.database.StoredText.orNull;

import dev.waymark.body.BodyWriter;
import dev.waymark.body.OmitNull;
import dev.waymark.json.Digest;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What `put_agent()` takes; absent members stay as they are.
///
/// @param digest SHA-256 of the change as it was asked for, kept by the audit trail
@Introspected
@OmitNull
public record AgentToStore(
        Instant at,
        String digest,
        @Nullable String agentType,
        @Nullable String description,
        @Nullable String systemInstructions,
        @Nullable String assistantInstructions,
        @Nullable String personality,
        @Nullable JsonNode settings) {

    public static AgentToStore of(AgentChange change, BodyWriter writer, Instant at) {
        return new AgentToStore(
                at,
                Digest.of(writer.write(change)).hex(),
                orNull(change.agentType()),
                orNull(change.description()),
                orNull(change.systemInstructions()),
                orNull(change.assistantInstructions()),
                orNull(change.personality()),
                change.settings());
    }
}
