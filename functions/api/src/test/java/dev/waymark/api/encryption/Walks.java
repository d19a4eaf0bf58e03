package dev.waymark.api.encryption;

import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Sql;
import dev.waymark.encryptionwork.EncryptionWalk;
import dev.waymark.encryptionwork.TenantToEncrypt;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/// Encrypts anew what one tenant has stored, as the job does, with the job's role.
final class Walks {
    private final EncryptionWalk walk;
    private final Sql sql;
    private final UUID tenant;

    Walks(Functions functions, Client client) {
        this.walk = functions.handler("waymark_jobs").beans().getBean(EncryptionWalk.class);
        this.sql = Sql.of(functions);
        this.tenant = client.get("/v1/settings").expect(200).id();
    }

    UUID tenant() {
        return tenant;
    }

    /// Two minutes have passed since settings or keys changed.
    Walks later() {
        sql.run("""
                update encryption_work
                   set changed_at = changed_at - interval '1 hour', due_at = due_at - interval '1 hour'
                 where tenant_id = '%s'""".formatted(tenant));
        return this;
    }

    /// Walks as long as something is due; answers how many rows were encrypted anew.
    long go() {
        long changed = 0;
        while (sql.number(
                        "select count(*) from encryption_work where tenant_id = ? and due_at <= waymark_now()", tenant)
                == 1) {
            changed += once(() -> false).changed();
        }
        return changed;
    }

    /// One walk, which is told when to stop. Claimed here, because the job would take what other
    /// tests wait for.
    EncryptionWalk.Outcome once(BooleanSupplier over) {
        sql.run("""
                update encryption_work
                   set walk_started_at = coalesce(walk_started_at, waymark_now()), due_at = waymark_now() + interval '10 minutes'
                 where tenant_id = '%s'""".formatted(tenant));
        return walk.walk(new TenantToEncrypt(tenant, column("part"), column("after"), column("walk_started_at")), over);
    }

    private String column(String name) {
        return sql.text("select " + name + "::text from encryption_work where tenant_id = ?", tenant);
    }

    /// Whether nothing is left to be walked through.
    boolean done() {
        return sql.number("select count(*) from encryption_work where tenant_id = ?", tenant) == 0;
    }
}
