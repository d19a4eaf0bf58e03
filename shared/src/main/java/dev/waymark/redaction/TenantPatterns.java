package dev.waymark.redaction;

import dev.waymark.body.BodyReader;
import dev.waymark.caller.Call;
import dev.waymark.json.StrictJson;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Keeps the patterns of tenants that called, compiled.
///
/// The caller comes with the version of its tenant's settings, if these have patterns at all. So a
/// tenant without patterns costs no look at the database, one with patterns costs one for each
/// change, and what was changed holds with the next authorization, which is at most a minute old.
@Singleton
final class TenantPatterns implements PatternsOfCaller {
    private static final int MAX_TENANTS = 500;

    private final RedactionRepository redactions;
    private final BodyReader bodies;
    private final Map<UUID, Kept> byTenant = new LinkedHashMap<>(16, 0.75f, true);

    TenantPatterns(RedactionRepository redactions, BodyReader bodies) {
        this.redactions = redactions;
        this.bodies = bodies;
    }

    private record Kept(long version, List<TenantPattern> patterns) {}

    /// The patterns that were set when the caller was authorized, or later ones.
    @Override
    public List<TenantPattern> get() {
        Call call = Call.current();
        Long version = call == null ? null : call.caller().redactionVersion();
        if (call == null || version == null) {
            return List.of();
        }
        UUID tenant = call.caller().tenantId();
        Kept kept = kept(tenant);
        if (kept == null || kept.version() < version) {
            kept = read(version);
            keep(tenant, kept);
        }
        return kept.patterns();
    }

    private Kept read(long asked) {
        Optional<RedactionRow> row = redactions.read();
        return row.map(found -> new Kept(
                        found.version(),
                        bodies.read(StrictJson.read(found.redaction()), RedactionSettings.class).patterns().stream()
                                .map(TenantPattern::of)
                                .toList()))
                .orElseGet(() -> new Kept(asked, List.of()));
    }

    private synchronized @Nullable Kept kept(UUID tenant) {
        return byTenant.get(tenant);
    }

    private synchronized void keep(UUID tenant, Kept patterns) {
        byTenant.merge(tenant, patterns, (before, now) -> before.version() > now.version() ? before : now);
        if (byTenant.size() > MAX_TENANTS) {
            byTenant.remove(byTenant.keySet().iterator().next());
        }
    }
}
