package dev.waymark.api.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Pages;
import dev.waymark.api.Sql;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ListAuditEventsTest {
    private static final String PATH = "/v1/audit-events";

    private final Client client = Functions.shared().newTenant();
    private final UUID command = client.newCommand();
    private final UUID step = client.newStep(command, "{\"command\": \"ls\"}").id();

    @Test
    void everyChangeIsAnEventNewestFirst() {
        client.patch("/v1/steps/" + step, "{\"status\": \"completed\"}", "If-Match", "*")
                .expect(200);
        client.patch("/v1/commands/" + command, "{\"external_ref\": \"T\"}", "If-Match", "*")
                .expect(200);
        client.post(
                        "/v1/steps/" + step + "/snapshots",
                        "{\"snapshot_type\": \"before_step\", \"sections\": {\"system_info\": 1}}")
                .expect(201);
        client.newStep(command, "{\"steps\": [{\"command\": \"a\"}, {\"command\": \"b\"}]}");
        assertThat(Pages.texts(Pages.items(client.get(PATH).expect(200)), "/action"))
                .startsWith("steps.recorded", "snapshot.captured", "command.changed", "step.changed", "step.recorded")
                // made in one transaction, and so of one instant
                .containsSubsequence("step.recorded", "command.created", "project.created", "tenant.created")
                .containsSubsequence("step.recorded", "agent.registered", "project.created");
    }

    @Test
    void eventsSayWhoDidWhatToWhat() {
        JsonNode event =
                client.get(PATH + "?subject_id=" + step).expect(200).body().at("/items/0");
        assertThat(event.get("subject_type").asText()).isEqualTo("step");
        assertThat(event.get("chain_id").asText()).isEqualTo(command.toString());
        assertThat(event.get("actor").asText()).startsWith("key:");
        assertThat(event.at("/detail/0/step_number").asLong()).isEqualTo(1);
        assertThat(event.at("/detail/0/digest").asText()).matches("[0-9a-f]{64}");
        assertThat(event.get("hash").asText()).matches("[0-9a-f]{64}");
    }

    @Test
    void eventsAreFilteredBySubjectActionAndTime() {
        Functions.Answer later = client.newStep(command, "{\"command\": \"ls\"}");
        String at = later.text("/created_at");
        assertThat(ids("?subject_id=" + command)).containsExactly(command.toString());
        assertThat(ids("?action=step.recorded")).containsExactly(later.text("/id"), step.toString());
        assertThat(ids("?action=step.recorded&from=" + at)).containsExactly(later.text("/id"));
        assertThat(ids("?action=step.recorded&to=" + at)).containsExactly(step.toString());
        assertThat(ids("?action=step.recorded&subject_id=" + step)).containsExactly(step.toString());
        assertThat(ids("?action=step.recorded&subject_id=" + command)).isEmpty();
        assertThat(ids("?action=nothing")).isEmpty();
        assertThat(ids("?subject_id=" + UUID.randomUUID())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 500})
    void everyPageSizeGivesEveryEventOnce(int limit) {
        List<JsonNode> whole = Pages.items(client.get(PATH + "?limit=500").expect(200));
        assertThat(whole).hasSizeGreaterThan(4);
        assertThat(Pages.all(client, PATH + "?limit=" + limit)).isEqualTo(whole);
    }

    @ParameterizedTest
    @ValueSource(strings = {"subject_id=1", "from=x", "to=x", "cursor=x", "limit=0", "actor=x"})
    void aFilterThatCannotBeReadIsRefused(String query) {
        assertThat(client.get(PATH + "?" + query).expect(422).text("/errors/0/parameter"))
                .isEqualTo(query.substring(0, query.indexOf('=')));
    }

    @Test
    void anotherTenantsEventsAreNotSeen() {
        Client other = Functions.shared().newTenant();
        assertThat(Pages.texts(Pages.items(other.get(PATH).expect(200)), "/action"))
                .containsExactly("tenant.created");
        assertThat(Pages.items(other.get(PATH + "?subject_id=" + step))).isEmpty();
    }

    @Test
    void aPageEndsEarlyWhenDetailsAreLargeAndPagingGivesAll() {
        Sql.of(Functions.shared()).run("""
                insert into audit_events (tenant_id, chain_id, chain_index, actor_key, action, subject_type, subject_id, detail, detail_salt,
                                          occurred_at, hash)
                select tenant_id, chain_id, 1000 + n, actor_key, 'steps.recorded', subject_type, subject_id, to_json(repeat('x', 100000)), 'x',
                       occurred_at, sha256(hash || int4send(n))
                  from audit_events, generate_series(1, 60) n
                 where chain_index = 0 and chain_id = '%s'
                """.formatted(command));
        List<List<JsonNode>> pages = Pages.of(client, PATH + "?limit=500&action=steps.recorded");
        assertThat(pages).hasSizeGreaterThan(1);
        assertThat(pages)
                .allSatisfy(page -> assertThat(page.toString().length()).isLessThan(6_291_456 * 3 / 4));
        assertThat(Pages.texts(pages.stream().flatMap(List::stream).toList(), "/id"))
                .hasSize(60)
                .doesNotHaveDuplicates();
    }

    private List<String> ids(String query) {
        return Pages.texts(Pages.items(client.get(PATH + query).expect(200)), "/subject_id");
    }
}
