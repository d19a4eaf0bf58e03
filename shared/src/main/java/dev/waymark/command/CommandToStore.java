package dev.waymark.command;

import dev.waymark.body.BodyWriter;
import dev.waymark.body.OmitNull;
import dev.waymark.database.StoredText;
import dev.waymark.document.NewDocuments;
import dev.waymark.id.Ids;
import dev.waymark.json.Digest;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What `create_command()` takes.
///
/// @param newAgentId the agent's id in case its name is new
/// @param digest SHA-256 of the command as it was asked for, kept by the audit trail
/// @param baseline section → hex digest
@Introspected
@OmitNull
public record CommandToStore(
        UUID id,
        Instant at,
        String project,
        String request,
        @Nullable String agent,
        UUID newAgentId,
        boolean requiresStateEvaluation,
        boolean adaptiveMode,
        @Nullable String externalRef,
        @Nullable JsonNode metadata,
        String digest,
        @Nullable UUID baselineId,
        @Nullable Map<String, String> baseline,
        @Nullable Map<String, String> documents) {

    public static CommandToStore of(NewCommand command, Ids ids, BodyWriter writer, Instant at) {
        var documents = new NewDocuments();
        var baseline = command.baseline() == null ? null : command.baseline().storedIn(documents);
        return new CommandToStore(
                ids.orNext(command.id()),
                at,
                command.project(),
                StoredText.of(command.request()),
                command.agent(),
                ids.next(),
                command.requiresStateEvaluation() == null || command.requiresStateEvaluation(),
                command.adaptiveMode() != null && command.adaptiveMode(),
                command.externalRef(),
                command.metadata(),
                Digest.of(writer.write(command)).hex(),
                baseline == null ? null : ids.next(),
                baseline,
                documents.bodies());
    }
}
