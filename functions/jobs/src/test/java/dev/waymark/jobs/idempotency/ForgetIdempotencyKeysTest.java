package dev.waymark.jobs.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.jobs.Deadline;
import dev.waymark.jobs.Job;
import dev.waymark.jobs.JobsFunction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ForgetIdempotencyKeysTest {
    private static final Path EVENT = Path.of(
            System.getProperty("waymark.root", "../.."), "infra", "events", "jobs-forget-idempotency-keys.json");

    private final Deque<Long> calls = new ArrayDeque<>(List.of(5_000L, 5_000L, 12L, 7L));
    private final Job job = new ForgetIdempotencyKeys(_ -> calls.removeFirst());

    @Test
    void goesOnUntilACallFindsFewerThanItMight() {
        assertThat(job.run(Deadline.in(Duration.ofHours(1), Clock.systemUTC())))
                .isEqualTo(new Job.Outcome(10_012, true));
        assertThat(calls).hasSize(1);
    }

    @Test
    void beginsNothingOnceTheTimeIsUp() {
        assertThat(job.run(Deadline.in(Duration.ZERO, Clock.systemUTC()))).isEqualTo(new Job.Outcome(0, false));
        assertThat(calls).hasSize(4);
    }

    @Test
    void theEventOfTheScheduleRunsItOnTheDatabase() throws IOException {
        try (JobsFunction function = new JobsFunction()) {
            JsonNode report = function.run(Files.readAllBytes(EVENT));

            assertThat(report.get("job").asText()).isEqualTo("forget-idempotency-keys");
            assertThat(report.get("finished").asBoolean()).isTrue();
        }
    }
}
