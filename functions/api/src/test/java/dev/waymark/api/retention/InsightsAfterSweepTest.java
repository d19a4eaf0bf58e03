package dev.waymark.api.retention;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Functions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// What a project came to is answered alike whether or not the details have left.
final class InsightsAfterSweepTest {
    private static final Functions FUNCTIONS = Functions.shared();

    private static final List<String> RANGES = List.of(
            "",
            "&from=2026-01-01T00:00:00Z&to=2027-01-01T00:00:00Z",
            "&from=2026-02-03T04:05:06.789Z&to=2026-03-04T05:06:07.891Z",
            "&from=2026-02-10T11:00:00Z&to=2026-02-10T12:30:00Z",
            "&from=2026-02-10T11:00:00.000001Z&to=2026-02-10T11:00:00.000002Z");

    private final OldWork work = new OldWork(FUNCTIONS);

    @Test
    void everyBucketAndRangeAnswersTheSameBeforeAndAfterASweep() {
        work.add(7).add(5).add(9).age(400);
        // steps on many days, some at odd moments; some that nobody judged, some rolled back
        work.sql()
                .run(
                        "update command_steps set created_at = '2026-02-10T11:00:00.000001Z'::timestamptz + (step_number - 4) * interval '31 hours 7 minutes',"
                                + " total_tokens = step_number * 10, cost_usd = step_number * 0.001, duration_ms = step_number * 37 where tenant_id = '"
                                + work.tenant + "'",
                        "delete from step_evaluations e using command_steps s where e.tenant_id = s.tenant_id and e.step_id = s.id and s.step_number in (3, 11) and s.tenant_id = '"
                                + work.tenant + "'",
                        "update command_steps set active = false where step_number = 20 and tenant_id = '" + work.tenant
                                + "'");
        Map<String, JsonNode> before = insights();
        assertThat(Objects.requireNonNull(before.get("day" + RANGES.get(1))).findValues("success"))
                .as("there is something to compare")
                .anyMatch(count -> count.asLong() > 0);

        Functions.Answer run = work.sweep();
        assertThat(OldWork.figure(work.sweep(), "step_evaluations", "archived"))
                .as("all left with the first")
                .isZero();
        assertThat(run.body().get("finished").asBoolean()).isTrue();
        assertThat(work.count("step_evaluations")).isZero();
        assertThat(insights()).isEqualTo(before);

        // one that is judged again counts by what was said last
        work.evaluate(work.steps.getFirst(), "partial");
        Map<String, JsonNode> judged = insights();
        assertThat(judged).isNotEqualTo(before);
        work.age(91);
        work.sweep();
        assertThat(work.count("step_evaluations")).isZero();
        assertThat(insights()).isEqualTo(judged);
    }

    private Map<String, JsonNode> insights() {
        Map<String, JsonNode> all = new LinkedHashMap<>();
        for (String bucket : List.of("hour", "day", "week", "month")) {
            for (String range : RANGES) {
                if (bucket.equals("hour") && range.contains("2027")) {
                    continue;
                }
                all.put(
                        bucket + range,
                        work.client
                                .get("/v1/projects/" + work.project + "/insights?bucket=" + bucket + range)
                                .expect(200)
                                .body());
            }
        }
        return all;
    }
}
