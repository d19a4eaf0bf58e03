package dev.waymark.memory;

import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Codes of embeddings that searches read lately, by agent. Which memories a search may find, and whether
/// their codes are still these, is asked of the database each time; only what its answer names is taken from
/// here, and under the same tenant. Holds up to [#MAX_BYTES]; the agent that was searched longest ago leaves
/// first.
@Singleton
final class CodeCache {
    static final long MAX_BYTES = 64L * 1024 * 1024;

    /// What a code weighs beside its characters: keys, bounds, entries.
    private static final int OVERHEAD_BYTES = 160;

    private record Owner(@Nullable UUID tenant, String agent) {}

    private final LinkedHashMap<Owner, Codes> byOwner = new LinkedHashMap<>(16, 0.75f, true);

    /// What is known of an agent's memories.
    synchronized Codes of(@Nullable UUID tenant, String agent) {
        Codes codes = byOwner.computeIfAbsent(new Owner(tenant, agent), _ -> new Codes());
        long bytes = byOwner.values().stream().mapToLong(some -> some.bytes).sum();
        var eldest = byOwner.values().iterator();
        while (bytes > MAX_BYTES && eldest.hasNext()) {
            Codes some = eldest.next();
            if (some != codes) {
                bytes -= some.bytes;
                eldest.remove();
            }
        }
        return codes;
    }

    /// The codes of one agent's memories. More than fit in [#MAX_BYTES] are not kept.
    static final class Codes {
        @SuppressWarnings("ArrayRecordComponent") // never compared
        private record Kept(long version, CodeBounds bounds, byte[] code) {}

        private final Map<UUID, Kept> byMemory = new ConcurrentHashMap<>();
        private volatile long bytes;

        /// The code of a candidate; null where it is not known, or was another's.
        byte @Nullable [] code(Candidate candidate) {
            Kept kept = byMemory.get(candidate.id());
            return kept != null && kept.version == candidate.version() && kept.bounds.equals(candidate.bounds())
                    ? kept.code
                    : null;
        }

        synchronized void keep(Candidate candidate, byte[] code) {
            CodeBounds bounds = candidate.bounds();
            int weight = code.length + OVERHEAD_BYTES;
            if (bounds == null || bytes + weight > MAX_BYTES) {
                return;
            }
            Kept before = byMemory.put(candidate.id(), new Kept(candidate.version(), bounds, code));
            bytes += weight - (before == null ? 0 : before.code.length + OVERHEAD_BYTES);
        }
    }
}
