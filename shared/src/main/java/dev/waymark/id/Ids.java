package dev.waymark.id;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import jakarta.inject.Singleton;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Makes the ids of rows: UUIDv7 (RFC 9562), so that they grow with time and keep the indexes local.
@Singleton
public final class Ids {
    private final NoArgGenerator generator = Generators.timeBasedEpochRandomGenerator();

    public UUID next() {
        return generator.generate();
    }

    /// The id that the client brought, or a new one.
    public UUID orNext(@Nullable UUID given) {
        return given == null ? next() : given;
    }
}
