package dev.waymark.api.suite;

import dev.waymark.api.Functions;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Ledgers as the first one was when it was filled, each in a tenant of its own and made by one statement. Everything
/// but tenant and key has the ids of the first: keys of tables begin with the tenant, so that they may.
///
/// On a server that shows nobody the rows of every tenant, each ledger is filled by requests instead.
final class LedgerCopies implements AutoCloseable {
    private final Functions functions;
    private final Ledger first;
    private final @Nullable Inspector inspector;
    private final String copy;

    LedgerCopies(Functions functions) {
        this.functions = functions;
        this.first = Ledger.fill(functions);
        this.inspector = functions.database().inspectsEveryRow() ? Inspector.of(functions.database()) : null;
        this.copy = inspector == null ? "" : copyOf(inspector);
        if (inspector != null) {
            inspector.run("set session_replication_role = replica");
        }
    }

    /// The one that the others are copies of; to be read alone.
    Ledger first() {
        return first;
    }

    /// One that nothing has touched yet. Its key counts as used just now, so that using it writes nothing.
    Ledger next() {
        if (inspector == null) {
            return Ledger.fill(functions);
        }
        UUID tenant = UUID.randomUUID();
        String secret = "wm_copy_" + tenant;
        inspector.run(copy, tenant, first.tenant(), secret);
        return first.in(tenant, functions.as(secret));
    }

    /// One statement for all tables. Every row is copied, and with it what triggers made of it and what it
    /// refers to: so no trigger looks at it again, which takes most of the time.
    private static String copyOf(Inspector inspector) {
        List<String> tables = inspector.texts("""
                select relname
                  from pg_class
                 where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
                   and relname not in ('flyway_schema_history', 'tenants', 'api_keys', 'idempotency_keys')
                """);
        String rows = tables.stream().map(table -> copyOf(inspector, table)).collect(Collectors.joining());
        return """
                with two as (select cast(? as uuid) as new, cast(? as uuid) as old),
                tenants_copied as (
                  insert into tenants (id, %1$s) select two.new, %1$s from tenants t, two where t.id = two.old),
                keys_copied as (
                  insert into api_keys (tenant_id, secret_hash, %2$s)
                  select two.new, sha256(k.secret_hash || uuid_send(two.new)), %2$s from api_keys k, two where k.tenant_id = two.old)%3$s
                insert into api_keys (tenant_id, id, name, prefix, secret_hash, scopes, created_at, last_used_at)
                select two.new, gen_random_uuid(), 'admin of a copy', 'wm_copy', sha256(convert_to(?, 'UTF8')), array['admin'], now(), now()
                  from two
                """.formatted(
                columns(inspector, "tenants", "id"), columns(inspector, "api_keys", "tenant_id", "secret_hash"), rows);
    }

    private static String copyOf(Inspector inspector, String table) {
        return """
                , %1$s_copied as (
                  insert into %1$s (tenant_id, %2$s) select two.new, %3$s from %1$s t, two where t.tenant_id = two.old)""".formatted(
                table,
                columns(inspector, table, "tenant_id"),
                // it begins with the tenant
                columns(inspector, table, "tenant_id")
                        .replace("object_key", "replace(object_key, cast(two.old as text), cast(two.new as text))"));
    }

    /// All that can be written but these.
    private static String columns(Inspector inspector, String table, String... without) {
        return inspector.text("""
                select string_agg(quote_ident(attname), ', ' order by attnum)
                  from pg_attribute
                 where attrelid = cast(? as regclass) and attnum > 0 and not attisdropped and attgenerated = ''
                   and not attname = any (string_to_array(?, ','))
                """, table, String.join(",", without));
    }

    @Override
    public void close() {
        if (inspector != null) {
            inspector.close();
        }
    }
}
