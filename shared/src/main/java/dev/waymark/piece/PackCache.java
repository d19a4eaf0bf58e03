package dev.waymark.piece;

import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Packs that were read or written lately, unpacked: their content never changes, so whoever may read a
/// state need not read them again. Who may is asked of the database each time; only what its answer names
/// is taken from here, and under the same tenant. Holds up to [#MAX_BYTES]; what was used longest ago
/// leaves first.
@Singleton
public final class PackCache {
    static final long MAX_BYTES = 48L * 1024 * 1024;

    private record Key(@Nullable UUID tenant, UUID pack) {}

    private final LinkedHashMap<Key, Pack> packs = new LinkedHashMap<>(256, 0.75f, true);
    private long bytes;

    /// Those of these packs that are here.
    public synchronized List<Pack> found(@Nullable UUID tenant, Collection<UUID> ids) {
        List<Pack> found = new ArrayList<>();
        for (UUID id : ids) {
            Pack pack = packs.get(new Key(tenant, id));
            if (pack != null) {
                found.add(pack);
            }
        }
        return found;
    }

    public synchronized void keep(@Nullable UUID tenant, Collection<Pack> some) {
        for (Pack pack : some) {
            if (packs.put(new Key(tenant, pack.id()), pack) == null) {
                bytes += pack.weight();
            }
        }
        var eldest = packs.values().iterator();
        while (bytes > MAX_BYTES && eldest.hasNext()) {
            bytes -= eldest.next().weight();
            eldest.remove();
        }
    }
}
