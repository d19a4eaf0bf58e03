package dev.waymark.jobs.encryption;

import dev.waymark.encryptionwork.EncryptionWalk;
import dev.waymark.encryptionwork.TenantToEncrypt;
import dev.waymark.jobs.Deadline;
import dev.waymark.jobs.Job;
import jakarta.inject.Singleton;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Encrypts anew what tenants have stored, after their settings or keys have changed: what was
/// plain, what an older key encrypted, and back again where a field is no longer encrypted.
@Singleton
final class EncryptFields implements Job {
    private static final Logger LOG = LoggerFactory.getLogger(EncryptFields.class);

    /// One, because whoever dies keeps what it has claimed from others for ten minutes.
    private static final int TENANTS_A_TIME = 1;

    private final EncryptionWalk walk;

    EncryptFields(EncryptionWalk walk) {
        this.walk = walk;
    }

    @Override
    public String name() {
        return "encrypt-fields";
    }

    /// Goes on until no tenant is due, or the time is up; the next run goes on from there.
    ///
    /// @throws IllegalStateException at the end, where some row or tenant could not be; the
    ///     others are
    @Override
    public Outcome run(Deadline deadline) {
        long changed = 0;
        int failed = 0;
        while (!deadline.isOver()) {
            List<TenantToEncrypt> due = walk.claim(TENANTS_A_TIME);
            if (due.isEmpty()) {
                return outcome(changed, failed, true);
            }
            for (TenantToEncrypt tenant : due) {
                try {
                    EncryptionWalk.Outcome outcome = walk.walk(tenant, deadline::isOver);
                    changed += outcome.changed();
                    failed += outcome.failed();
                } catch (RuntimeException e) {
                    LOG.error("what tenant {} has stored cannot be encrypted anew", tenant.tenantId(), e);
                    failed++;
                }
            }
        }
        return outcome(changed, failed, false);
    }

    private static Outcome outcome(long changed, int failed, boolean finished) {
        if (failed > 0) {
            throw new IllegalStateException("%d rows or tenants could not be encrypted anew".formatted(failed));
        }
        return new Outcome(changed, finished);
    }
}
