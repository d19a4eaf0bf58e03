package dev.waymark.api.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Pages;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class RestrictedKeysTest {
    private static final String STEP =
            "{\"command\": \"ls\", \"before\": {\"system_info\": {}}, \"after\": {\"system_info\": {}}}";

    private final Client admin = Functions.shared().newTenant();
    private final String project = admin.newProject();
    private final UUID mine = newCommand("{\"project\": \"%s\", \"request\": \"r\", \"agent\": \"mine\"}");
    private final UUID other = newCommand("{\"project\": \"%s\", \"request\": \"r\", \"agent\": \"other\"}");
    private final UUID nobodys = newCommand("{\"project\": \"%s\", \"request\": \"r\"}");
    private final Functions.Answer mineStep = admin.newStep(mine, STEP);
    private final Functions.Answer otherStep = admin.newStep(other, STEP);
    private final Client agent =
            admin.withKey("{\"name\": \"a\", \"scopes\": [\"read\", \"write\"], \"agent_id\": \"%s\"}"
                    .formatted(admin.get("/v1/commands/" + mine).expect(200).text("/agent_id")));

    @Test
    void anAgentsKeySeesThatAgentsCommandsAlone() {
        assertThat(Pages.texts(Pages.items(agent.get("/v1/commands").expect(200)), "/id"))
                .containsExactly(mine.toString());
        agent.get("/v1/commands/" + mine).expect(200);
        agent.get("/v1/commands/" + other).expect(404);
        agent.get("/v1/commands/" + nobodys).expect(404);
    }

    @Test
    void anAgentsKeySeesStepsSnapshotsAndTimelineOfItsCommandsAlone() {
        for (String part : new String[] {"/steps", "/timeline"}) {
            assertThat(Pages.items(agent.get("/v1/commands/" + mine + part).expect(200)))
                    .isNotEmpty();
            agent.get("/v1/commands/" + other + part).expect(404);
        }
        agent.get("/v1/steps/" + mineStep.id()).expect(200);
        agent.get("/v1/steps/" + otherStep.id()).expect(404);
        agent.get("/v1/snapshots/" + mineStep.text("/before_snapshot_id")).expect(200);
        agent.get("/v1/snapshots/" + otherStep.text("/before_snapshot_id")).expect(404);
    }

    @Test
    void anAgentsKeySeesItsStepsAloneInAProjectsHistory() {
        for (String list : new String[] {"/steps", "/steps/active"}) {
            assertThat(Pages.texts(
                            Pages.items(
                                    agent.get("/v1/projects/" + project + list).expect(200)),
                            "/id"))
                    .containsExactly(mineStep.text("/id"));
        }
        agent.get("/v1/projects/" + project + "/steps/S1").expect(200);
        agent.get("/v1/projects/" + project + "/steps/S2").expect(404);
    }

    @Test
    void anAgentsKeyWritesForThatAgentAlone() {
        Functions.Answer made = agent.post("/v1/commands", asked("")).expect(201);
        assertThat(made.text("/agent")).isEqualTo("mine");
        agent.post("/v1/commands", asked(", \"agent\": \"mine\"")).expect(201);
        agent.post("/v1/commands", asked(", \"agent\": \"other\"")).expect(403);
        agent.post("/v1/commands", asked(", \"agent\": \"brand new\"")).expect(403);
        agent.newStep(mine, STEP);
        agent.post("/v1/commands/" + other + "/steps", STEP).expect(404);
        agent.post(
                        "/v1/steps/" + otherStep.id() + "/snapshots",
                        "{\"snapshot_type\": \"after_step\", \"sections\": {\"system_info\": 1}}")
                .expect(404);
        agent.patch("/v1/steps/" + otherStep.id(), "{\"status\": \"skipped\"}", "If-Match", "*")
                .expect(404);
        agent.patch("/v1/commands/" + other, "{\"status\": \"running\"}", "If-Match", "*")
                .expect(404);
        agent.delete("/v1/commands/" + other).expect(404);
        admin.get("/v1/commands/" + other).expect(200);
    }

    @Test
    void anAgentsStepFollowsTheProjectsLastStepWhoeverRecordedThat() {
        assertThat(agent.newStep(mine, STEP).text("/parent_step_id")).isEqualTo(otherStep.text("/id"));
    }

    @Test
    void anAgentsDeletionRepairsTheLastActiveStepWhoeverRecordedThat() {
        agent.newStep(mine, STEP);
        agent.delete("/v1/commands/" + mine).expect(204);
        assertThat(admin.get("/v1/projects/" + project).text("/last_active_step_id"))
                .isEqualTo(otherStep.text("/id"));
    }

    @Test
    void anAgentsKeyIsRefusedWhereNothingBelongsToAnAgent() {
        agent.get("/v1/projects").expect(403);
        agent.put("/v1/projects/" + project, "{\"name\": \"x\"}").expect(403);
        agent.delete("/v1/projects/" + project + "?confirm=" + project).expect(403);
        agent.get("/v1/api-keys").expect(403);
        agent.get("/v1/version").expect(200);
    }

    @Test
    void aUsersKeyIsRefusedOnTheLedger() {
        Client user = admin.withKey("{\"name\": \"u\", \"scopes\": [\"read\", \"write\"], \"user_id\": \"u1\"}");
        user.get("/v1/commands").expect(403);
        user.get("/v1/commands/" + mine + "/timeline").expect(403);
        user.get("/v1/steps/" + mineStep.id()).expect(403);
        user.post("/v1/commands", asked("")).expect(403);
        user.get("/v1/projects").expect(403);
        user.get("/v1/version").expect(200);
    }

    private String asked(String more) {
        return "{\"project\": \"%s\", \"request\": \"r\"%s}".formatted(project, more);
    }

    private UUID newCommand(String json) {
        return admin.post("/v1/commands", json.formatted(project)).expect(201).id();
    }
}
