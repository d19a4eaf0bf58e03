package dev.waymark.project;

import dev.waymark.body.Versioned;
import dev.waymark.json.RawJson;
import io.micronaut.core.annotation.Introspected;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A project as it is answered.
///
/// @param nextStepNumber the number that the next recorded step gets
/// @param lastActiveStepId the parent of the next recorded step
@Introspected
public record Project(
        UUID id,
        String key,
        String name,
        @Nullable String repositoryUrl,
        RawJson settings,
        long nextStepNumber,
        @Nullable UUID lastActiveStepId,
        long version,
        Instant createdAt,
        Instant updatedAt)
        implements Versioned {

    public static Project of(ProjectRow row) {
        return new Project(
                row.id(),
                row.key(),
                row.name(),
                row.repositoryUrl(),
                new RawJson(row.settings().getBytes(StandardCharsets.UTF_8)),
                row.nextStepNumber(),
                row.lastActiveStepId(),
                row.version(),
                row.createdAt(),
                row.updatedAt());
    }
}
