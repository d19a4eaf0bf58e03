package dev.waymark.checkpoint;

import dev.waymark.body.BodyWriter;
import dev.waymark.json.Digest;
import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import java.util.List;

/// What `put_writes()` takes.
///
/// @param digest SHA-256 of the writes as they were handed in, kept by the audit trail
@Introspected
public record WritesToStore(Instant at, String digest, List<WriteToStore> writes) {
    public static WritesToStore of(NewWrites asked, BodyWriter writer, Instant at) {
        return new WritesToStore(at, Digest.of(writer.write(asked)).hex(), WriteToStore.of(asked.writes()));
    }
}
