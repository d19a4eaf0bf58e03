package dev.waymark.api.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Pages;
import dev.waymark.api.Sql;
import dev.waymark.caller.Call;
import dev.waymark.caller.Caller;
import dev.waymark.caller.Scope;
import dev.waymark.erasure.TenantErasing;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TenantsTest {
    private static final Functions FUNCTIONS = new Functions();
    private final Client operator = FUNCTIONS.operator();

    @AfterAll
    static void close() {
        FUNCTIONS.close();
    }

    @Test
    void aNewTenantComesWithAnAdminKeyThatWorks() {
        Functions.Answer made =
                operator.post("/v1/tenants", "{\"name\": \"Acme\"}").expect(201);
        assertThat(made.text("/name")).isEqualTo("Acme");
        assertThat(made.text("/api_key")).startsWith("wm_").hasSize(46);
        Client admin = FUNCTIONS.as(made.text("/api_key"));
        assertThat(Pages.texts(Pages.items(admin.get("/v1/api-keys").expect(200)), "/scopes/0"))
                .containsExactly("admin");
    }

    @Test
    void tenantsAreListedNewestFirstAndWithoutKeys() {
        UUID first = newTenant("{\"name\": \"one\"}");
        UUID second = newTenant("{\"name\": \"two\"}");
        Functions.Answer page = operator.get("/v1/tenants?limit=2").expect(200);
        assertThat(Pages.texts(Pages.items(page), "/id")).containsExactly(second.toString(), first.toString());
        assertThat(page.body().at("/items/0").has("api_key")).isFalse();
        assertThat(Pages.texts(Pages.all(operator, "/v1/tenants?limit=3"), "/id"))
                .doesNotHaveDuplicates()
                .contains(first.toString(), second.toString());
    }

    @Test
    void aTakenIdIsRefused() {
        UUID id = newTenant("{\"name\": \"one\"}");
        Functions.Answer again = operator.post("/v1/tenants", "{\"id\": \"%s\", \"name\": \"two\"}".formatted(id));
        assertThat(again.expect(409).problem()).isEqualTo("already-exists");
    }

    @Test
    void replayShowsTheTenantAndNeverTheKey() {
        String key = UUID.randomUUID().toString();
        Functions.Answer first = operator.post("/v1/tenants", "{\"name\": \"Acme\"}", "Idempotency-Key", key);
        Functions.Answer replay = operator.post("/v1/tenants", "{\"name\": \"Acme\"}", "Idempotency-Key", key);
        assertThat(first.expect(201).headers()).doesNotContainKey("Idempotency-Replayed");
        assertThat(replay.expect(201).headers()).containsEntry("Idempotency-Replayed", "true");
        assertThat(replay.id()).isEqualTo(first.id());
        assertThat(replay.text("/created_at")).isEqualTo(first.text("/created_at"));
        assertThat(first.body().has("api_key")).isTrue();
        assertThat(replay.body().has("api_key")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/projects", "/v1/commands", "/v1/api-keys", "/v1/audit-events", "/v1/projects/p/steps"})
    void theOperatorSeesNoTenantsData(String path) {
        assertThat(operator.get(path).expect(403).problem()).isEqualTo("forbidden");
    }

    @Test
    void anAdminKeyManagesNoTenants() {
        Client admin = FUNCTIONS.newTenant();
        admin.get("/v1/tenants").expect(403);
        admin.post("/v1/tenants", "{\"name\": \"mine\"}").expect(403);
        admin.delete("/v1/tenants/" + UUID.randomUUID()).expect(403);
    }

    @Test
    void deletingATenantDeletesEverythingInItAndEndsItsKeys() {
        Sql sql = Sql.of(FUNCTIONS);
        Functions.Answer made =
                operator.post("/v1/tenants", "{\"name\": \"doomed\"}").expect(201);
        Client admin = FUNCTIONS.as(made.text("/api_key"));
        UUID command = admin.newCommand();
        admin.post(
                        "/v1/commands/" + command + "/steps",
                        "{\"command\": \"ls\", \"before\": {\"system_info\": {}}, \"agent_config\": {\"model\": \"m\"}}",
                        "Idempotency-Key",
                        "k")
                .expect(201);
        assertThat(tablesWithRowsOf(sql, made.id()))
                .contains("tenants", "api_keys", "projects", "commands", "command_steps", "documents", "agents")
                .contains("system_state_snapshots", "idempotency_keys", "audit_events");

        operator.delete("/v1/tenants/" + made.id()).expect(204);

        assertThat(tablesWithRowsOf(sql, made.id())).containsExactly("audit_events");
        assertThat(sql.number("select count(detail) from audit_events where tenant_id = ?", made.id()))
                .isZero();
        assertThat(admin.get("/v1/projects").expect(401).problem()).isEqualTo("unauthenticated");
        assertThat(Pages.texts(Pages.all(operator, "/v1/tenants?limit=500"), "/id"))
                .doesNotContain(made.text("/id"));
    }

    @Test
    void aTenantThatWasDeletedIsToldByItsReceiptAndNeverMadeAgain() {
        UUID tenant = newTenant("{\"name\": \"doomed\"}");
        String path = "/v1/tenants/" + tenant;
        operator.get(path + "/erasure").expect(404);
        operator.delete(path).expect(204);

        Functions.Answer again = operator.delete(path).expect(200);
        assertThat(again.text("/tenant_id")).isEqualTo(tenant.toString());
        assertThat(again.text("/already")).isEqualTo("true");
        assertThat(again.text("/tables/tenants")).isEqualTo("1");
        Functions.Answer receipt = operator.get(path + "/erasure").expect(200);
        assertThat(receipt.text("/erased_at")).isEqualTo(again.text("/erased_at"));
        assertThat(receipt.body().get("finished_at").isNull()).isFalse();
        FUNCTIONS.newTenant().get(path + "/erasure").expect(403);
        assertThat(operator.post("/v1/tenants", "{\"id\": \"%s\", \"name\": \"risen\"}".formatted(tenant))
                        .expect(410)
                        .problem())
                .isEqualTo("gone");
    }

    @Test
    void killedAfterAnyBatchADeletionGoesOn() {
        Sql sql = Sql.of(FUNCTIONS);
        TenantErasing erasing = FUNCTIONS.handler("waymark_keep").beans().getBean(TenantErasing.class);
        var caller = new Caller(UUID.randomUUID(), new UUID(0, 0), Set.of(Scope.OPERATOR), null, null);
        boolean killed = true;
        for (int batches = 1; killed; batches++) {
            Functions.Answer made =
                    operator.post("/v1/tenants", "{\"name\": \"doomed\"}").expect(201);
            Client admin = FUNCTIONS.as(made.text("/api_key"));
            admin.newCommand();
            admin.put("/v1/conversations/c", "{\"user_id\": \"u\", \"agent\": \"coder\"}")
                    .expect(201);
            admin.put("/v1/agents/coder/threads/t/state", "{\"local_state\": {\"a\": 1}}", "If-None-Match", "*")
                    .expect(201);
            var left = new AtomicInteger(batches);
            try {
                new Call(caller, null)
                        .run(() -> erasing.erase(made.id(), () -> false, () -> {
                            if (left.decrementAndGet() == 0) {
                                throw new IllegalStateException("killed");
                            }
                        }));
                killed = false;
            } catch (IllegalStateException e) {
                assertThat(e).hasMessage("killed");
                if (batches > 1) {
                    admin.get("/v1/projects").expect(401);
                }
            }
            assertThat(operator.delete("/v1/tenants/" + made.id()).status()).isIn(200, 204);
            assertThat(tablesWithRowsOf(sql, made.id())).containsExactly("audit_events");
            assertThat(sql.number("select count(detail) from audit_events where tenant_id = ?", made.id()))
                    .isZero();
            assertThat(operator.get("/v1/tenants/" + made.id() + "/erasure").text("/tables/conversations"))
                    .isEqualTo("1");
        }
    }

    @Test
    void deletingATenantLeavesTheOthersAlone() {
        Client other = FUNCTIONS.newTenant();
        String project = other.newProject();
        operator.delete("/v1/tenants/" + newTenant("{\"name\": \"doomed\"}")).expect(204);
        other.get("/v1/projects/" + project).expect(200);
    }

    @Test
    void aTenantThatIsNotThereIs404AndTheOperatorsOwnCannotBeDeleted() {
        operator.delete("/v1/tenants/" + UUID.randomUUID()).expect(404);
        operator.delete("/v1/tenants/" + new UUID(0, 0)).expect(403);
        operator.get("/v1/tenants").expect(200);
    }

    private UUID newTenant(String json) {
        return operator.post("/v1/tenants", json).expect(201).id();
    }

    /// Every table that the catalogue knows and that has rows of the tenant.
    private static List<String> tablesWithRowsOf(Sql sql, UUID tenant) {
        String tables = sql.text("""
                select string_agg(c.relname, ',' order by c.relname)
                  from pg_class c
                  join pg_attribute a on a.attrelid = c.oid and a.attname in ('tenant_id', 'id') and not a.attisdropped
                 where c.relkind = 'r'
                   and c.relnamespace = 'public'::regnamespace
                   and (a.attname = 'tenant_id' or c.relname = 'tenants')
                """);
        return List.of(tables.split(",")).stream()
                .filter(table -> sql.truth(
                        "select exists (select from %s where %s = ?)"
                                .formatted(table, table.equals("tenants") ? "id" : "tenant_id"),
                        tenant))
                .toList();
    }
}
