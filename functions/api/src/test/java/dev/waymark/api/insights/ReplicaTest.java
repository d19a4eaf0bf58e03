package dev.waymark.api.insights;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Sql;
import org.junit.jupiter.api.Test;

final class ReplicaTest {
    private static final String SESSIONS =
            "select count(*) from pg_stat_activity where application_name = 'the replica'";

    @Test
    void insightsAreReadFromTheReplicaAndNothingElseIs() {
        try (Functions functions = Functions.withReplica("the%20replica")) {
            Client client = functions.newTenant();
            String project = client.newProject();
            client.newStep(client.newCommand(project), "{\"command\": \"ls\"}");
            client.get("/v1/commands?project=" + project).expect(200);
            assertThat(Sql.of(functions).number(SESSIONS)).isZero();

            Functions.Answer insights =
                    client.get("/v1/projects/" + project + "/insights").expect(200);
            assertThat(insights.body().at("/totals/steps").asLong()).isEqualTo(1);
            assertThat(Sql.of(functions).number(SESSIONS)).isPositive();
            // whose rows they are holds there too
            functions.newTenant().get("/v1/projects/" + project + "/insights").expect(404);
            client.get("/v1/insights/conversations").expect(200);
        }
    }
}
