package dev.waymark.memory;

import dev.waymark.body.BodyWriter;
import dev.waymark.json.Digest;
import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/// What `consolidate_memories()` takes.
///
/// @param versions what was seen of the sources: id → version
@Introspected
public record ConsolidationToStore(
        UUID id,
        Instant at,
        String digest,
        ConsolidationType consolidationType,
        long tokensSaved,
        Map<String, Long> versions,
        MemoryToStore memory) {

    public static ConsolidationToStore of(
            UUID id,
            ConsolidationType type,
            long tokensSaved,
            List<SourceRow> sources,
            MemoryToStore memory,
            BodyWriter writer,
            Instant at) {
        var versions = new TreeMap<String, Long>();
        sources.forEach(source -> versions.put(source.id().toString(), source.version()));
        return new ConsolidationToStore(
                id, at, Digest.of(writer.write(memory)).hex(), type, tokensSaved, versions, memory);
    }
}
