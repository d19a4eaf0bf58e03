package dev.waymark.remedy;

import static dev.waymark.database.StoredText.read;
import static dev.waymark.database.StoredText.readOrNull;

import dev.waymark.body.Versioned;
import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A remedy as it is answered.
@Introspected
public record Remedy(
        UUID id,
        String name,
        String appliesWhen,
        String command,
        @Nullable String explanation,
        String riskLevel,
        boolean enabled,
        long version,
        Instant createdAt,
        Instant updatedAt)
        implements Versioned {

    public static Remedy of(RemedyRow row) {
        return new Remedy(
                row.id(),
                row.name(),
                row.appliesWhen(),
                read(row.command()),
                readOrNull(row.explanation()),
                row.riskLevel(),
                row.enabled(),
                row.version(),
                row.createdAt(),
                row.updatedAt());
    }
}
