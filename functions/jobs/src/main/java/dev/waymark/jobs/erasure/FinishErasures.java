package dev.waymark.jobs.erasure;

import dev.waymark.caller.Call;
import dev.waymark.caller.Caller;
import dev.waymark.caller.Scope;
import dev.waymark.erasure.Erasing;
import dev.waymark.erasure.ErasureRepository;
import dev.waymark.erasure.TenantErasing;
import dev.waymark.erasure.TenantErasure;
import dev.waymark.erasure.UnfinishedErasure;
import dev.waymark.jobs.Deadline;
import dev.waymark.jobs.Job;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Goes on with erasures of end users and tenants that took longer than a call may, or that were
/// killed; of every tenant, as a caller of that tenant.
@Singleton
final class FinishErasures implements Job {
    private static final Logger LOG = LoggerFactory.getLogger(FinishErasures.class);
    private static final int ERASURES_A_RUN = 100;

    /// Who acts: no key, but the system itself.
    private static final UUID SYSTEM = new UUID(0, 0);

    private final ErasureRepository erasures;
    private final Erasing erasing;
    private final TenantErasing tenants;

    FinishErasures(ErasureRepository erasures, Erasing erasing, TenantErasing tenants) {
        this.erasures = erasures;
        this.erasing = erasing;
        this.tenants = tenants;
    }

    @Override
    public String name() {
        return "finish-erasures";
    }

    /// Goes on until none is left, or the time is up; the next run goes on from there.
    ///
    /// @throws IllegalStateException at the end, where some erasure could not go on; the others have
    @Override
    public Outcome run(Deadline deadline) {
        long finished = 0;
        int failed = 0;
        for (UnfinishedErasure erasure : erasures.unfinished(ERASURES_A_RUN)) {
            if (deadline.isOver()) {
                return new Outcome(finished, false);
            }
            try {
                finished += goOn(erasure, deadline) ? 1 : 0;
            } catch (RuntimeException e) {
                LOG.error("erasure {} cannot go on", erasure.id(), e);
                failed++;
            }
        }
        if (failed > 0) {
            throw new IllegalStateException("%d erasures could not go on".formatted(failed));
        }
        return new Outcome(finished, !deadline.isOver());
    }

    private boolean goOn(UnfinishedErasure erasure, Deadline deadline) {
        if (erasure.kind().equals("tenant")) {
            UUID tenant = UUID.fromString(erasure.subject());
            Optional<TenantErasure> gone =
                    as(erasure, Set.of(Scope.OPERATOR)).run(() -> tenants.erase(tenant, deadline::isOver));
            return gone.map(TenantErasure::finished).orElse(false);
        }
        return as(erasure, Set.of())
                .run(() -> erasing.erase(erasure.subject(), deadline::isOver))
                .finished();
    }

    private static Call as(UnfinishedErasure erasure, Set<Scope> scopes) {
        return new Call(new Caller(SYSTEM, erasure.tenantId(), scopes, null, null), null);
    }
}
