package dev.waymark.state;

import dev.waymark.body.OmitNull;
import dev.waymark.document.PackedToStore;
import dev.waymark.piece.PackToStore;
import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What `put_state()` takes.
///
/// @param newAgentId the agent's id in case its name is new; the thread's likewise
/// @param partitions partition → hex digest
/// @param documents canonical text by digest
/// @param packedDocuments large documents in pieces
/// @param packs the new packs of these, whose bytes come beside
/// @param schemas partition → hex digest of the schema that its new content was checked against; null for none
@Introspected
@OmitNull
public record StateToStore(
        Instant at,
        UUID newAgentId,
        UUID newThreadId,
        UUID stateId,
        UUID transitionId,
        String transitionType,
        @Nullable String trigger,
        Map<String, String> partitions,
        @Nullable Map<String, String> documents,
        @Nullable List<PackedToStore> packedDocuments,
        @Nullable List<PackToStore> packs,
        @Nullable Map<String, String> schemas) {}
