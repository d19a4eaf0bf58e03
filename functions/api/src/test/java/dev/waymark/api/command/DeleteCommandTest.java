package dev.waymark.api.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Pages;
import dev.waymark.api.Sql;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class DeleteCommandTest {
    private final Functions functions = Functions.shared();
    private final Client client = functions.newTenant();
    private final String project = client.newProject();

    @Test
    void deletingTakesEverythingBelow() {
        UUID command = client.newCommand(project);
        Functions.Answer step = client.newStep(command, "{\"command\": \"ls\", \"after\": {\"system_info\": 1}}");
        client.delete("/v1/commands/" + command).expect(204);
        client.get("/v1/commands/" + command).expect(404);
        client.get("/v1/commands/" + command + "/steps").expect(404);
        client.get("/v1/commands/" + command + "/timeline").expect(404);
        client.get("/v1/steps/" + step.id()).expect(404);
        client.get("/v1/snapshots/" + step.text("/after_snapshot_id")).expect(404);
        client.delete("/v1/commands/" + command).expect(404);
    }

    @Test
    void theAuditKeepsTheFactsAndLosesTheContent() {
        Sql sql = Sql.of(functions);
        UUID command = client.newCommand(project);
        client.newStep(command, "{\"command\": \"ls\"}");
        assertThat(sql.number("select count(detail) from audit_events where chain_id = ?", command))
                .isEqualTo(2);
        client.delete("/v1/commands/" + command).expect(204);
        assertThat(sql.number("select count(*) from audit_events where chain_id = ?", command))
                .isEqualTo(2);
        assertThat(sql.number(
                        "select count(detail) + count(detail_salt) from audit_events where chain_id = ?", command))
                .isZero();
        Functions.Answer events =
                client.get("/v1/audit-events?subject_id=" + command).expect(200);
        assertThat(Pages.texts(Pages.items(events), "/action")).containsExactly("command.deleted", "command.created");
        assertThat(events.text("/items/0/detail/steps")).isEqualTo("1");
        assertThat(events.text("/items/0/detail/audit_count")).isEqualTo("2");
        assertThat(events.body().at("/items/1/detail").isNull()).isTrue();
    }

    @Test
    void theContentOfOtherCommandsStaysAudited() {
        UUID kept = client.newCommand(project);
        client.delete("/v1/commands/" + client.newCommand(project)).expect(204);
        assertThat(client.get("/v1/audit-events?subject_id=" + kept)
                        .body()
                        .at("/items/0/detail/digest")
                        .isTextual())
                .isTrue();
    }

    @Test
    void theProjectsLastActiveStepIsThenTheLastOneThatIsLeft() {
        UUID first = client.newCommand(project);
        UUID second = client.newCommand(project);
        Functions.Answer kept = client.newStep(first, "{\"command\": \"a\"}");
        client.newStep(second, "{\"steps\": [{\"command\": \"b\"}, {\"command\": \"c\"}]}");
        client.delete("/v1/commands/" + second).expect(204);
        assertThat(client.get("/v1/projects/" + project).text("/last_active_step_id"))
                .isEqualTo(kept.text("/id"));
        Functions.Answer next = client.newStep(first, "{\"command\": \"d\"}");
        assertThat(next.text("/parent_step_id")).isEqualTo(kept.text("/id"));
        assertThat(next.text("/step_number")).isEqualTo("4");
        assertThat(next.text("/step_index")).isEqualTo("1");
    }

    @Test
    void aStepWhoseParentIsDeletedLosesTheParentAlone() {
        UUID first = client.newCommand(project);
        UUID second = client.newCommand(project);
        client.newStep(first, "{\"command\": \"a\"}");
        Functions.Answer child = client.newStep(second, "{\"command\": \"b\"}");
        client.delete("/v1/commands/" + first).expect(204);
        Functions.Answer left = client.get("/v1/steps/" + child.id()).expect(200);
        assertThat(left.body().get("parent_step_id").isNull()).isTrue();
        assertThat(client.get("/v1/projects/" + project).text("/last_active_step_id"))
                .isEqualTo(child.text("/id"));
    }

    @Test
    void theProjectHasNoLastStepWhenNoneIsLeft() {
        UUID command = client.newCommand(project);
        client.newStep(command, "{\"command\": \"a\"}");
        client.delete("/v1/commands/" + command).expect(204);
        assertThat(client.get("/v1/projects/" + project)
                        .body()
                        .get("last_active_step_id")
                        .isNull())
                .isTrue();
    }

    @Test
    void deletingHonoursIfMatch() {
        UUID command = client.newCommand(project);
        Functions.Answer stale =
                client.delete("/v1/commands/" + command, "If-Match", "\"7\"").expect(412);
        assertThat(stale.text("/current_version")).isEqualTo("1");
        client.get("/v1/commands/" + command).expect(200);
        client.delete("/v1/commands/" + command, "If-Match", "\"1\"").expect(204);
    }
}
