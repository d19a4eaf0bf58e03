package dev.waymark.approval;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A request as the database shows it: text still escaped, JSON still text.
@MappedEntity("approval_request_rows")
public record ApprovalRequestRow(
        @Id UUID id,
        UUID commandId,
        String project,
        @Nullable String agent,
        long stepNumber,
        String command,
        @Nullable String explanation,
        @Nullable String expectedOutcome,
        String riskLevel,
        String status,
        int neededCount,
        String onExpiry,
        Instant requestedAt,
        @Nullable Instant expiresAt,
        @Nullable Instant settledAt,
        @Nullable String decisions,
        long sizeBytes) {}
