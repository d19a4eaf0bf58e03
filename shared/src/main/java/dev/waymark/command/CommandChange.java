package dev.waymark.command;

import dev.waymark.body.JsonObject;
import dev.waymark.body.OmitNull;
import dev.waymark.body.Text;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a PATCH of a command says; what it does not name stays.
@Introspected
public record CommandChange(
        @Nullable CommandStatus status,
        @Nullable @Text(maxBytes = 1_000) String externalRef,
        @Nullable @JsonObject @Text(maxBytes = 65_536) JsonNode metadata) {

    /// What `patch_command()` takes.
    ///
    /// @param digest SHA-256 of the change as it was asked for, kept by the audit trail
    @Introspected
    @OmitNull
    public record ToStore(
            Instant at,
            String digest,
            @Nullable CommandStatus status,
            @Nullable String externalRef,
            @Nullable JsonNode metadata) {}
}
