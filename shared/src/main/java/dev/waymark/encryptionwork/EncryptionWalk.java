package dev.waymark.encryptionwork;

import dev.waymark.body.BodyWriter;
import dev.waymark.caller.Call;
import dev.waymark.caller.Caller;
import dev.waymark.encryption.DataKeys;
import dev.waymark.encryption.FieldCipher;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings what a tenant has stored along with what it encrypts now, one batch a transaction. It
/// may die anywhere: what is done is done, and the next walk goes on from the last batch. Readers
/// and writers notice nothing, and whatever happens to a row meanwhile makes the batch leave that
/// row alone: it was written as the tenant wants it then.
@Singleton
public final class EncryptionWalk {
    private static final Logger LOG = LoggerFactory.getLogger(EncryptionWalk.class);
    private static final int ROWS_A_TIME = 200;
    private static final long BYTES_A_TIME = 4L * 1024 * 1024;
    private static final String CONVERSATIONS = "conversations";

    /// Who acts: no key, but the system itself, for one tenant.
    private static final UUID SYSTEM = new UUID(0, 0);

    private final EncryptionWorkRepository work;
    private final EncryptedAnew anew;
    private final FieldCipher cipher;
    private final DataKeys keys;
    private final BodyWriter writer;

    EncryptionWalk(
            EncryptionWorkRepository work, EncryptedAnew anew, FieldCipher cipher, DataKeys keys, BodyWriter writer) {
        this.work = work;
        this.anew = anew;
        this.cipher = cipher;
        this.keys = keys;
        this.writer = writer;
    }

    /// What came of a walk.
    ///
    /// @param changed rows that are encrypted anew, and keys that are wrapped anew
    /// @param failed rows that are not what was stored, and stay as they are
    /// @param finished whether it came to the end
    public record Outcome(long changed, int failed, boolean finished) {}

    /// So many tenants that may have something to be encrypted anew. Nobody else gets them for
    /// ten minutes.
    public List<TenantToEncrypt> claim(int count) {
        return keys.wrappedBy().map(name -> work.claim(name, count)).orElse(List.of());
    }

    /// Walks on from where the last walk through this tenant's rows was.
    ///
    /// @param over asked before each batch: whether to stop
    public Outcome walk(TenantToEncrypt tenant, BooleanSupplier over) {
        var caller = new Caller(SYSTEM, tenant.tenantId(), Set.of(), null, null);
        String policy = new Call(caller, null).run(cipher::told);
        // should it change meanwhile, another walk begins, which this one notices at its next batch
        return new Call(caller.told(policy), null).run(() -> new Walk(tenant, over).toTheEnd());
    }

    /// A place in a table.
    private record After(UUID id, int number) {
        private static final After NOTHING = new After(new UUID(0, 0), 0);

        static After of(String text) {
            int slash = text.indexOf('/');
            return slash < 0
                    ? NOTHING
                    : new After(UUID.fromString(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
        }

        @Override
        public String toString() {
            return id + "/" + number;
        }
    }

    private final class Walk {
        private final TenantToEncrypt tenant;
        private final BooleanSupplier over;
        private long changed;
        private int failed;

        Walk(TenantToEncrypt tenant, BooleanSupplier over) {
            this.tenant = tenant;
            this.over = over;
        }

        Outcome toTheEnd() {
            changed += keys.rewrapped();
            boolean reached = tenant.part().isEmpty();
            for (Part part : Part.values()) {
                reached |= part.table().equals(tenant.part());
                if (reached && !through(part)) {
                    return outcome(false);
                }
            }
            if (!throughConversations()) {
                return outcome(false);
            }
            work.finish(tenant.walk(), failed == 0);
            return outcome(true);
        }

        private Outcome outcome(boolean finished) {
            if (!finished) {
                work.pause(tenant.walk());
            }
            return new Outcome(changed, failed, finished);
        }

        private boolean through(Part part) {
            After after = part.table().equals(tenant.part()) ? After.of(tenant.after()) : After.NOTHING;
            while (!over.getAsBoolean()) {
                @Nullable UUID wanted = cipher.keyFor(part.field());
                List<ValueRow> page =
                        work.values(part.table(), after.id(), after.number(), wanted, ROWS_A_TIME, BYTES_A_TIME);
                if (page.isEmpty()) {
                    return true;
                }
                store(part, page);
                after = new After(page.getLast().id(), page.getLast().number());
                if (!work.keep(tenant.walk(), part.table(), after.toString())) {
                    return false;
                }
            }
            return false;
        }

        private void store(Part part, List<ValueRow> page) {
            List<Map<String, @Nullable Object>> rows = new ArrayList<>();
            for (ValueRow row : page) {
                if (row.due()) {
                    add(part, row, rows);
                }
            }
            if (!rows.isEmpty()) {
                changed += work.store(part.table(), new String(writer.write(rows), StandardCharsets.UTF_8));
            }
        }

        /// One that is damaged must not keep the others from being encrypted.
        private void add(Part part, ValueRow row, List<Map<String, @Nullable Object>> rows) {
            try {
                rows.add(anew.of(part, row));
            } catch (ProblemException e) {
                if (e.type() != ProblemType.INTEGRITY_ERROR) {
                    throw e;
                }
                LOG.error("tenant {}: {} of {} cannot be encrypted anew", tenant.tenantId(), row.id(), part.table(), e);
                failed++;
            }
        }

        /// What messages say together was digested with another key, or with none.
        private boolean throughConversations() {
            UUID after = CONVERSATIONS.equals(tenant.part())
                    ? After.of(tenant.after()).id()
                    : After.NOTHING.id();
            while (!over.getAsBoolean()) {
                @Nullable UUID last = work.forgetDigests(after, ROWS_A_TIME);
                if (last == null) {
                    return true;
                }
                after = last;
                if (!work.keep(tenant.walk(), CONVERSATIONS, new After(after, 0).toString())) {
                    return false;
                }
            }
            return false;
        }
    }
}
