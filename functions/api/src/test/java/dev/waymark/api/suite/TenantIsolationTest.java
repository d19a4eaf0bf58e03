package dev.waymark.api.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.migrate.Roles;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// No tenant sees, changes or learns of what another has: by table, by login role, by route.
final class TenantIsolationTest {
    private static final Functions FUNCTIONS = new Functions();
    private static final LedgerCopies LEDGERS = new LedgerCopies(FUNCTIONS);
    private static final Set<String> OF_NO_TENANT = Set.of("GET /v1/health", "GET /v1/version", "GET /v1/openapi.json");

    /// What an owner is told where nothing in it bears the owner's mark.
    private static final Map<String, String> SAID_WITHOUT_A_MARK = Map.of(
            "GET /v1/retention-policies", "{\"kind\":\"step_evaluations\",\"days\":0,\"then\":\"delete\"}",
            "GET /v1/retention-runs", "{\"kind\":\"step_evaluations\",\"archived\":0,\"deleted\":1,");

    /// What another tenant is answered where it is neither 404 nor an empty list.
    private static final Map<String, Integer> ANSWERED_OTHERWISE = Map.ofEntries(
            Map.entry("POST /v1/tenants", 403),
            Map.entry("GET /v1/tenants", 403),
            Map.entry("DELETE /v1/tenants/{id}", 403),
            Map.entry("GET /v1/tenants/{id}/erasure", 403),
            // nobody of the tenant's own
            Map.entry("DELETE /v1/users/{user_id}", 200),
            // the agent is none of the tenant's
            Map.entry("POST /v1/api-keys", 422),
            // the base is none of the tenant's
            Map.entry("POST /v1/agents/{name}/threads/{thread}/checkpoints", 422),
            Map.entry("GET /v1/audit-events", 200),
            // the tenant's own
            Map.entry("GET /v1/settings", 200),
            Map.entry("PUT /v1/settings", 200),
            Map.entry("GET /v1/retention-policies", 200),
            Map.entry("PUT /v1/retention-policies", 200),
            // a sweep of the tenant's own
            Map.entry("POST /v1/retention-runs", 201),
            Map.entry("POST /v1/encryption-keys", 201),
            Map.entry("GET /v1/encryption-keys", 200),
            // an agent of that name is registered, the caller's own
            Map.entry("POST /v1/agents/{name}/metrics", 201),
            // an agent of that name would be registered, but the related memory is none of the tenant's
            Map.entry("POST /v1/agents/{name}/memories", 422),
            // the message is none of the tenant's
            Map.entry("POST /v1/context-snapshots", 422),
            // a lock of the tenant's own
            Map.entry("POST /v1/locks/{lock}", 201),
            // the tenant's own list
            Map.entry("GET /v1/api-keys", 200),
            Map.entry("GET /v1/projects", 200));

    @AfterAll
    static void close() {
        LEDGERS.close();
        FUNCTIONS.close();
    }

    static Stream<String> routes() {
        return FUNCTIONS.routeKeys().stream();
    }

    static List<String> tables() {
        try (Inspector inspector = Inspector.of(FUNCTIONS.database())) {
            return Tables.names(inspector);
        }
    }

    static List<String> logins() {
        return Roles.LOGINS;
    }

    @ParameterizedTest
    @MethodSource("tables")
    void everyTableForcesRowSecurityByTenant(String table) {
        try (Inspector inspector = Inspector.of(FUNCTIONS.database())) {
            assertThat(inspector.rows(
                            "select relrowsecurity, relforcerowsecurity from pg_class where oid = cast(? as regclass)",
                            table))
                    .containsExactly(List.of("t", "t"));
            assertThat(inspector.texts("""
                            select qual || ' | ' || with_check
                              from pg_policies
                             where schemaname = 'public' and tablename = ? and roles = '{waymark_app}' and permissive = 'PERMISSIVE'
                               and cmd = 'ALL'
                            """, table))
                    .singleElement()
                    .asString()
                    .matches(
                            "(?s)\\(*(tenant_id|id) = current_tenant\\(\\).* \\| \\(*(tenant_id|id) = current_tenant\\(\\).*");
        }
    }

    @Test
    void onlyTheEraserTheAuthenticatorAndTheSearcherSeePastTenants() {
        try (Inspector inspector = Inspector.of(FUNCTIONS.database())) {
            assertThat(inspector.texts(
                            "select distinct unnest(roles) from pg_policies where schemaname = 'public' order by 1"))
                    .containsExactly("waymark_app", "waymark_authenticator", "waymark_eraser", "waymark_searcher");
            assertThat(
                            inspector.texts(
                                    "select rolname from pg_roles where rolname in ('waymark_eraser', 'waymark_authenticator', 'waymark_searcher') and rolcanlogin"))
                    .isEmpty();
            // a function that runs with its owner's rights runs with those of a role that owns no table
            assertThat(inspector.texts("""
                            select proname || ' ' || proowner::regrole || ' ' || coalesce(array_to_string(proconfig, ','), '')
                              from pg_proc
                             where pronamespace = 'public'::regnamespace and prosecdef
                             order by 1
                            """))
                    .containsExactly(
                            "abandon_sessions waymark_eraser search_path=public, pg_temp",
                            "authenticate_caller waymark_eraser search_path=public, pg_temp",
                            "authenticate_key waymark_authenticator search_path=public, pg_temp",
                            "checkpoints_with waymark_searcher search_path=public, pg_temp,plan_cache_mode=force_custom_plan",
                            "claim_conversations_to_seal waymark_searcher search_path=public, pg_temp",
                            "claim_tenants_to_encrypt waymark_searcher search_path=public, pg_temp",
                            "coded_candidates waymark_searcher search_path=public, pg_temp",
                            "collect_garbage waymark_eraser search_path=public, pg_temp,work_mem=32MB",
                            "drop_metric_partitions waymark_keeper search_path=public, pg_temp,lock_timeout=500ms",
                            "encryption_policy waymark_eraser search_path=public, pg_temp",
                            "encryption_policy_of waymark_eraser search_path=public, pg_temp",
                            "erase_tenant_rows waymark_eraser search_path=public, pg_temp",
                            "forget_audit_content waymark_eraser search_path=public, pg_temp",
                            "forget_events waymark_eraser search_path=public, pg_temp",
                            "forget_idempotency_keys waymark_eraser search_path=public, pg_temp",
                            "forget_shared_state waymark_searcher search_path=public, pg_temp",
                            "forget_tenant_events waymark_eraser search_path=public, pg_temp",
                            "is_erased waymark_eraser search_path=public, pg_temp",
                            "make_metric_partitions waymark_keeper search_path=public, pg_temp",
                            "metrics_are_there waymark_eraser search_path=public, pg_temp",
                            "needed_checkpoints waymark_eraser search_path=public, pg_temp",
                            "ranked_candidates waymark_searcher search_path=public, pg_temp",
                            "redaction_of_tenant waymark_eraser search_path=public, pg_temp",
                            "roll_up_metrics waymark_eraser search_path=public, pg_temp",
                            "tag_is_taken waymark_searcher search_path=public, pg_temp",
                            "tenants_to_check waymark_eraser search_path=public, pg_temp",
                            "tenants_to_sweep waymark_eraser search_path=public, pg_temp",
                            "text_search_language waymark_eraser search_path=public, pg_temp",
                            "threads_with waymark_searcher search_path=public, pg_temp",
                            "unfinished_erasures waymark_eraser search_path=public, pg_temp",
                            "watch_tenants waymark_eraser search_path=public, pg_temp",
                            "window_setting waymark_eraser search_path=public, pg_temp");
            assertThat(inspector.texts("""
                            select relname from pg_class
                             where relnamespace = 'public'::regnamespace and relkind = 'v'
                               and not coalesce(reloptions::text, '') like '%security_invoker=true%'
                            """)).isEmpty();
        }
    }

    @Test
    void theKeeperSeesNoRowOfTheTableThatItOwns() {
        Ledger ledger = Ledger.fill(FUNCTIONS);
        try (Inspector inspector = Inspector.of(FUNCTIONS.database())) {
            String points = "select count(*) from agent_metrics where tenant_id = '" + ledger.tenant() + "'";
            assertThat(inspector.number(points)).isPositive();
            tenantIs(inspector, ledger.tenant().toString());
            inspector.run("set role waymark_keeper");
            assertThat(inspector.number("select count(*) from agent_metrics")).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("logins")
    void loginRolesCannotBypassRowSecurity(String role) {
        try (Inspector inspector = Inspector.as(FUNCTIONS.database(), role)) {
            assertThat(inspector.rows("""
                            select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication
                              from pg_roles where rolname = current_user
                            """)).containsExactly(List.of("f", "f", "f", "f", "f"));
            assertThat(inspector.texts("""
                            select r.rolname
                              from pg_roles r
                             where pg_has_role(current_user, r.oid, 'MEMBER') and r.rolname like 'waymark%'
                             order by 1
                            """))
                    .containsExactlyInAnyOrderElementsOf(
                            // jobs may do all that keep may, for one tenant at a time
                            role.equals("waymark_jobs")
                                    ? List.of("waymark_app", "waymark_keep", role)
                                    : List.of("waymark_app", role));
            for (String owner : List.of(
                    "waymark_owner",
                    "waymark_eraser",
                    "waymark_authenticator",
                    "waymark_searcher",
                    "waymark_keeper",
                    "postgres")) {
                assertThatThrownBy(() -> inspector.tryRows("set role " + owner)).isInstanceOf(SQLException.class);
            }
            for (String table : readableBy(inspector)) {
                assertThat(inspector.text("select row_security_active(?)", table))
                        .as(table)
                        .isEqualTo("t");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("logins")
    void loginRolesSeeTheRowsOfTheirTenantAlone(String role) {
        Ledger mine = Ledger.fill(FUNCTIONS);
        Ledger other = Ledger.fill(FUNCTIONS);
        try (Inspector inspector = Inspector.as(FUNCTIONS.database(), role)) {
            List<String> tables = readableBy(inspector);
            assertThat(tables).isNotEmpty();
            if (role.equals("waymark_jobs")) {
                // jobs work through functions that are granted to them, but for sealing and encrypting, and for what
                // the
                // family keep does: that acts for one tenant at a time
                Set<String> expected = new TreeSet<>(List.of("sealing_notes", "encryption_work", "storage_samples"));
                try (Inspector keep = Inspector.as(FUNCTIONS.database(), "waymark_keep")) {
                    expected.addAll(readableBy(keep));
                }
                assertThat(tables).containsExactlyInAnyOrderElementsOf(expected);
            }
            for (String table : tables) {
                String tenant = table.equals("tenants") ? "id" : "tenant_id";
                String visible = "select distinct " + tenant + " from " + table;
                tenantIs(inspector, mine.tenant().toString());
                // positive control, but for what nothing in a ledger fills
                if (!Set.of(
                                "idempotency_keys",
                                "bundle_imports",
                                "integrity_runs",
                                "encryption_keys",
                                "encryption_work",
                                "storage_samples")
                        .contains(table)) {
                    assertThat(inspector.texts(visible))
                            .as(table)
                            .containsExactly(mine.tenant().toString());
                }
                assertThat(inspector.number(
                                "select count(*) from " + table + " where " + tenant + " = ?", other.tenant()))
                        .as(table)
                        .isZero();
                tenantIs(inspector, UUID.randomUUID().toString());
                assertThat(inspector.texts(visible)).as(table).isEmpty();
                tenantIs(inspector, "");
                assertThat(inspector.texts(visible)).as(table).isEmpty();
                for (String garbage : List.of("x", "*", "' or true --", "00000000")) {
                    tenantIs(inspector, garbage);
                    assertThatThrownBy(() -> inspector.tryRows(visible))
                            .as(table)
                            .hasMessageContaining("uuid");
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("logins")
    void loginRolesSeeAndWriteNothingWithoutATenant(String role) {
        Ledger.fill(FUNCTIONS);
        try (Inspector inspector = Inspector.as(FUNCTIONS.database(), role)) {
            for (String table : readableBy(inspector)) {
                assertThat(inspector.number("select count(*) from " + table))
                        .as(table)
                        .isZero();
            }
            for (String insert : inserts(inspector)) {
                assertThatThrownBy(() -> inspector.tryRows(insert))
                        .as(insert)
                        .hasMessageContaining("row-level security");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("logins")
    void loginRolesCannotWriteIntoAnotherTenant(String role) {
        Ledger mine = Ledger.fill(FUNCTIONS);
        try (Inspector inspector = Inspector.as(FUNCTIONS.database(), role)) {
            tenantIs(inspector, mine.tenant().toString());
            for (String insert : inserts(inspector)) {
                assertThatThrownBy(() -> inspector.tryRows(insert))
                        .as(insert)
                        .hasMessageContaining("row-level security");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void anotherTenantLearnsNothingThroughARoute(String route) {
        Sample sample = Sample.of(route);
        Ledger theirs = route.startsWith("GET ") ? LEDGERS.first() : LEDGERS.next();
        Client stranger = FUNCTIONS.as(newKey());
        try (Inspector inspector = Inspector.of(FUNCTIONS.database())) {
            String before = rowsOf(inspector, theirs);
            Functions.Answer answer = sample.send(stranger, theirs);
            assertThat(rowsOf(inspector, theirs)).as("rows of the other tenant").isEqualTo(before);
            if (!OF_NO_TENANT.contains(route)) {
                assertNothingLearned(route, answer, theirs);
            }
        }
        Functions.Answer control = sample.send(sample.callerOf(FUNCTIONS, theirs), theirs);
        assertThat(control.status())
                .as("the owner's own call: %s", control.body())
                .isBetween(200, 299);
        if (route.startsWith("GET ") && !OF_NO_TENANT.contains(route) && !sample.operatorOnly()) {
            assertThat(control.body().toString())
                    .as("the owner sees")
                    .containsAnyOf(
                            SAID_WITHOUT_A_MARK.containsKey(route)
                                    ? new String[] {SAID_WITHOUT_A_MARK.get(route)}
                                    : identifying(theirs));
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void everyFilterStaysWithinTheTenant(String route) {
        Sample sample = Sample.of(route);
        Ledger theirs = LEDGERS.first();
        Client stranger = FUNCTIONS.as(newKey());
        sample.query().forEach((name, value) -> {
            if (route.startsWith("GET ") && !sample.operatorOnly()) {
                String path = sample.pathOn(theirs) + "?" + name + "=" + Sample.on(theirs, value);
                Functions.Answer answer = stranger.get(path);
                assertThat(answer.status()).as(path).isIn(200, 404);
                assertThat(seenIn(answer)).doesNotContain(identifying(theirs));
            }
        });
    }

    private static void assertNothingLearned(String route, Functions.Answer answer, Ledger theirs) {
        Integer otherwise = ANSWERED_OTHERWISE.get(route);
        if (otherwise != null) {
            assertThat(answer.status()).as("%s", answer.body()).isEqualTo(otherwise);
        } else if (answer.body().has("items")) {
            assertThat(answer.body().get("items")).isEmpty();
        } else {
            assertThat(answer.status()).as("%s", answer.body()).isEqualTo(404);
        }
        assertThat(seenIn(answer)).doesNotContain(identifying(theirs));
        assertThat(seenIn(answer)).doesNotContain(theirs.mark());
    }

    /// The body without what the caller said itself.
    private static String seenIn(Functions.Answer answer) {
        JsonNode body = answer.body().deepCopy();
        if (body instanceof ObjectNode object) {
            object.remove("instance");
        }
        return body.toString();
    }

    private static String[] identifying(Ledger ledger) {
        return new String[] {
            ledger.mark(),
            ledger.tenant().toString(),
            ledger.project(),
            ledger.command().toString(),
            ledger.step().toString(),
            ledger.executed().toString(),
            ledger.remedy(),
            ledger.snapshot().toString(),
            ledger.key().toString(),
            ledger.encryptionKey().toString(),
            ledger.agent().toString()
        };
    }

    private static String newKey() {
        return FUNCTIONS
                .operator()
                .post("/v1/tenants", "{\"name\": \"stranger\"}")
                .expect(201)
                .text("/api_key");
    }

    private static String rowsOf(Inspector inspector, Ledger ledger) {
        List<String> tables = Tables.names(inspector);
        String owner = " = '" + ledger.tenant() + "')";
        return inspector.text(Tables.fingerprint(tables)
                .replace(" from tenants t)", " from tenants t where id" + owner)
                .replaceAll(" from (\\w+) t\\)", " from $1 t where tenant_id" + owner));
    }

    private static void tenantIs(Inspector inspector, String setting) {
        inspector.run("select set_config('waymark.tenant_id', ?, false)", setting);
    }

    private static List<String> readableBy(Inspector inspector) {
        return Tables.names(inspector).stream()
                .filter(table -> inspector
                        .text("select has_table_privilege(?, 'select')", table)
                        .equals("t"))
                .toList();
    }

    /// For each table that the role may insert into, the row that names another tenant.
    private static List<String> inserts(Inspector inspector) {
        return Tables.names(inspector).stream()
                .filter(table -> inspector
                        .text("select has_table_privilege(?, 'insert')", table)
                        .equals("t"))
                .map(TenantIsolationTest::insert)
                .toList();
    }

    /// Row security is checked before constraints, so nulls will do for the other columns.
    private static String insert(String table) {
        return switch (table) {
            case "tenants" -> "insert into tenants (id, name, created_at) values (gen_random_uuid(), 'x', now())";
            case "agents" ->
                "insert into agents (tenant_id, id, name, created_at, updated_at) values (gen_random_uuid(), gen_random_uuid(), 'x', now(), now())";
            // first of all a row finds its partition
            case "agent_metrics" ->
                "insert into agent_metrics (tenant_id, recorded_at) values (gen_random_uuid(), now())";
            default -> "insert into " + table + " (tenant_id) values (gen_random_uuid())";
        };
    }
}
