package dev.waymark.erasure;

import dev.waymark.caller.Call;
import dev.waymark.caller.Caller;
import dev.waymark.id.Ids;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/// Deletes tenants with everything in them, a batch a transaction, for an operator. Whoever is
/// killed between two of them is followed by whoever calls next.
@Singleton
public final class TenantErasing {
    static final String TENANT = "tenant";

    /// Some tens of milliseconds of work, more where much hangs below a row.
    private static final int ROWS_A_BATCH = 2_000;

    private static final UUID SYSTEM = new UUID(0, 0);

    private final ErasureRepository erasures;
    private final ArchivesToErase archives;
    private final Ids ids;
    private final Clock clock;

    TenantErasing(ErasureRepository erasures, ArchivesToErase archives, Ids ids, Clock clock) {
        this.erasures = erasures;
        this.archives = archives;
        this.ids = ids;
        this.clock = clock;
    }

    /// Deletes a tenant, or as much as there is time for. Its keys go first; a tenant of this id
    /// may never be made again.
    ///
    /// @param timeIsUp asked before each batch but the first, which sets the tombstone
    /// @return the receipt, not finished where the time was up; empty when there is no such tenant
    ///     and never was
    public Optional<TenantErasure> erase(UUID tenant, BooleanSupplier timeIsUp) {
        return erase(tenant, timeIsUp, () -> {});
    }

    /// The same, telling of each batch once it is committed.
    public Optional<TenantErasure> erase(UUID tenant, BooleanSupplier timeIsUp, Runnable afterEachBatch) {
        Optional<ErasureRow> begun = erasures.beginTenant(tenant, ids.next(), clock.instant());
        if (begun.isEmpty()) {
            return Optional.empty();
        }
        ErasureRow erasure = begun.get();
        boolean already = erasure.isFinished();
        afterEachBatch.run();
        while (!erasure.isFinished() && !timeIsUp.getAsBoolean()) {
            erasure = next(tenant, erasure);
            afterEachBatch.run();
        }
        return Optional.of(TenantErasure.of(tenant, erasure, already));
    }

    private ErasureRow next(UUID tenant, ErasureRow erasure) {
        if (!erasure.stage().equals("archives")) {
            return erasures.tenantBatch(erasure.id(), ROWS_A_BATCH, clock.instant());
        }
        var caller = new Caller(SYSTEM, tenant, Set.of(), null, null);
        int deleted = new Call(caller, null).run(archives::deleteAll);
        return erasures.leave(erasure.id(), erasure.stage(), deleted);
    }
}
