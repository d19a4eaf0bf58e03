package dev.waymark.api.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Pages;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CreateCommandTest {
    private final Client client = Functions.shared().newTenant();
    private final String project = client.newProject();

    @Test
    void aCommandIsReadAsItWasAnswered() {
        Functions.Answer made = create(
                        ", \"agent\": \"coder\", \"adaptive_mode\": true, \"requires_state_evaluation\": false, \"external_ref\": \"T-1\", \"metadata\": {\"k\": [1, null, \"x\"]}, \"baseline\": {\"system_info\": {\"os\": \"Debian 12\"}, \"services_status\": {\"ssh\": \"running\"}}")
                .expect(201);
        assertThat(made.text("/project")).isEqualTo(project);
        assertThat(made.text("/agent")).isEqualTo("coder");
        assertThat(made.text("/status")).isEqualTo("pending");
        assertThat(made.headers()).containsEntry("etag", "\"1\"");
        assertThat(client.get("/v1/commands/" + made.id()).expect(200).body()).isEqualTo(made.body());
    }

    @Test
    void defaultsAreThoseOfTheContract() {
        Functions.Answer made = create("").expect(201);
        assertThat(made.body().get("requires_state_evaluation").asBoolean()).isTrue();
        assertThat(made.body().get("adaptive_mode").asBoolean()).isFalse();
        assertThat(made.body().get("agent").isNull()).isTrue();
        assertThat(made.body().get("baseline_snapshot_id").isNull()).isTrue();
        assertThat(made.body().get("current_step_index").isNull()).isTrue();
        assertThat(made.body().get("metadata")).isEmpty();
        assertThat(made.text("/step_count")).isEqualTo("0");
        assertThat(client.get("/v1/commands/" + made.id()).expect(200).body()).isEqualTo(made.body());
    }

    @Test
    void theBaselineIsASnapshotOfTheCommand() {
        Functions.Answer made = create(
                        ", \"baseline\": {\"system_info\": {\"os\": \"Debian 12\"}, \"process_list\": []}")
                .expect(201);
        Functions.Answer baseline = client.get("/v1/snapshots/" + made.text("/baseline_snapshot_id"))
                .expect(200);
        assertThat(baseline.text("/snapshot_type")).isEqualTo("baseline");
        assertThat(baseline.text("/command_id")).isEqualTo(made.text("/id"));
        assertThat(baseline.body().get("step_id").isNull()).isTrue();
        assertThat(baseline.body().get("sections").toString())
                .isEqualTo("{\"system_info\":{\"os\":\"Debian 12\"},\"process_list\":[]}");
    }

    @Test
    void theRequestKeepsEveryCharacter() throws Exception {
        String request = "a\u0000b\u0010c\u00100\u0010\u0010d\n\t\uD83D\uDE00 \u202E\u2028";
        var body = Functions.JSON.createObjectNode().put("project", project).put("request", request);
        Functions.Answer made = client.post("/v1/commands", body).expect(201);
        assertThat(made.text("/request")).isEqualTo(request);
        assertThat(client.get("/v1/commands/" + made.id()).text("/request")).isEqualTo(request);
        assertThat(client.get("/v1/commands").text("/items/0/request")).isEqualTo(request);
    }

    @Test
    void anUnknownProjectIs404() {
        Functions.Answer answer = client.post("/v1/commands", "{\"project\": \"nowhere\", \"request\": \"r\"}");
        assertThat(answer.expect(404).problem()).isEqualTo("not-found");
    }

    @Test
    void anOwnIdIsKeptAndCanBeTakenOnce() {
        UUID id = UUID.randomUUID();
        assertThat(create(", \"id\": \"%s\"".formatted(id)).expect(201).id()).isEqualTo(id);
        assertThat(create(", \"id\": \"%s\"".formatted(id)).expect(409).problem())
                .isEqualTo("already-exists");
    }

    @Test
    void anotherTenantMayUseTheSameId() {
        UUID id = create("").expect(201).id();
        Client other = Functions.shared().newTenant();
        other.post(
                        "/v1/commands",
                        "{\"id\": \"%s\", \"project\": \"%s\", \"request\": \"theirs\"}"
                                .formatted(id, other.newProject()))
                .expect(201);
        assertThat(client.get("/v1/commands/" + id).text("/request")).isEqualTo("r");
        assertThat(other.get("/v1/commands/" + id).text("/request")).isEqualTo("theirs");
    }

    @Test
    void theSameAgentIsRegisteredOnce() {
        String first = create(", \"agent\": \"coder\"").text("/agent_id");
        assertThat(create(", \"agent\": \"coder\"").text("/agent_id")).isEqualTo(first);
        assertThat(create(", \"agent\": \"Coder\"").text("/agent_id")).isNotEqualTo(first);
        assertThat(Pages.items(
                        client.get("/v1/audit-events?action=agent.registered").expect(200)))
                .hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'request': ' ' | /request | required",
                "'request': null | /request | required",
                "'request': 'r', 'agent': '' | /agent | size",
                "'request': 'r', 'zzz': 1 | /zzz | unknown",
                "'request': 'r', 'metadata': [] | /metadata | type",
                "'request': 'r', 'metadata': {'a': '\\u0000'} | /metadata/a | nul",
                "'request': 'r', 'external_ref': '\\u0000' | /external_ref | nul",
                "'request': 'r', 'adaptive_mode': 'yes' | /adaptive_mode | type",
                "'request': 'r', 'id': '1-1-1-1-1' | /id | format",
                "'request': 'r', 'baseline': {} | /baseline/system_info | required",
                "'request': 'r', 'baseline': {'services_status': {}} | /baseline/system_info | required",
                "'request': 'r', 'baseline': {'system_info': {}, 'weather': {}} | /baseline/weather | unknown"
            })
    void whatIsWrongIsToldByPlaceAndCode(String members, String pointer, String code) {
        String json = "{\"project\": \"%s\", %s}".formatted(project, members.replace('\'', '"'));
        Functions.Answer refused = client.post("/v1/commands", json).expect(422);
        assertThat(refused.text("/errors/0/pointer")).isEqualTo(pointer);
        assertThat(refused.text("/errors/0/code")).isEqualTo(code);
        assertThat(Pages.items(client.get("/v1/commands"))).isEmpty();
    }

    private Functions.Answer create(String more) {
        return client.post("/v1/commands", "{\"project\": \"%s\", \"request\": \"r\"%s}".formatted(project, more));
    }
}
