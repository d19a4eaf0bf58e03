package dev.waymark.jobs.integrity;

import dev.waymark.caller.Call;
import dev.waymark.caller.Caller;
import dev.waymark.integrity.Finding;
import dev.waymark.integrity.Integrity;
import dev.waymark.integrity.IntegrityPage;
import dev.waymark.jobs.Deadline;
import dev.waymark.jobs.Job;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Checks every tenant about once a week. Each page is a call of its own on behalf of the tenant,
/// and the place is kept after it: the next run goes on there.
@Singleton
final class CheckIntegrity implements Job {
    private static final Logger LOG = LoggerFactory.getLogger(CheckIntegrity.class);
    private static final int TENANTS_A_TIME = 1_000;
    private static final int ROWS_A_TIME = 500;

    /// Of a page: a table that is lost as a whole need not fill the log.
    private static final int FINDINGS_TOLD = 20;

    /// Who acts: no key, but the system itself, for one tenant.
    private static final UUID SYSTEM = new UUID(0, 0);

    private final Integrity integrity;
    private final IntegrityRunRepository runs;

    CheckIntegrity(Integrity integrity, IntegrityRunRepository runs) {
        this.integrity = integrity;
        this.runs = runs;
    }

    @Override
    public String name() {
        return "check-integrity";
    }

    /// Goes on until no tenant is due, or the time is up. The outcome counts findings.
    ///
    /// @throws IllegalStateException at the end, where something was found or a tenant could not
    ///     be checked; the others are
    @Override
    public Outcome run(Deadline deadline) {
        var run = new Run(deadline);
        boolean finished = run.toTheEnd();
        if (run.findings > 0 || run.failed > 0) {
            throw new IllegalStateException(
                    "%d findings; %d tenants could not be checked".formatted(run.findings, run.failed));
        }
        return new Outcome(0, finished);
    }

    private final class Run {
        private final Deadline deadline;
        private final Set<UUID> seen = new HashSet<>();
        private long findings;
        private int failed;

        Run(Deadline deadline) {
            this.deadline = deadline;
        }

        boolean toTheEnd() {
            while (!deadline.isOver()) {
                List<CheckedTenant> due = runs.due(TENANTS_A_TIME).stream()
                        .filter(tenant -> !seen.contains(tenant.tenantId()))
                        .toList();
                if (due.isEmpty()) {
                    return true;
                }
                for (CheckedTenant tenant : due) {
                    if (deadline.isOver()) {
                        return false;
                    }
                    seen.add(tenant.tenantId());
                    check(tenant.tenantId());
                }
            }
            return false;
        }

        /// One that cannot be read at all must not keep the others from being checked.
        private void check(UUID tenant) {
            var caller = new Caller(SYSTEM, tenant, Set.of(), null, null);
            try {
                new Call(caller, null).run(() -> pages(tenant));
            } catch (RuntimeException e) {
                LOG.error("tenant {} cannot be checked", tenant, e);
                failed++;
            }
        }

        private int pages(UUID tenant) {
            @Nullable String place = runs.place().stream().findFirst().orElse(null);
            int pages = 0;
            do {
                IntegrityPage page = integrity.page(tenant, null, place, ROWS_A_TIME);
                tell(tenant, page);
                place = page.nextCursor();
                runs.note(place, page.checked(), page.items().size());
                pages++;
            } while (place != null && !deadline.isOver());
            return pages;
        }

        private void tell(UUID tenant, IntegrityPage page) {
            findings += page.items().size();
            for (Finding found : page.items().stream().limit(FINDINGS_TOLD).toList()) {
                LOG.error(
                        "integrity: tenant {}, {} {}: {} of {} is {} and should be {}",
                        tenant,
                        found.table(),
                        found.id(),
                        found.flaw(),
                        found.column(),
                        found.stored(),
                        found.expected());
            }
            if (page.items().size() > FINDINGS_TOLD) {
                LOG.error(
                        "integrity: tenant {}, {}: {} findings in all",
                        tenant,
                        page.check(),
                        page.items().size());
            }
        }
    }
}
