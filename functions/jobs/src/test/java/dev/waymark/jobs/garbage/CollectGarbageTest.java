package dev.waymark.jobs.garbage;

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
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class CollectGarbageTest {
    private static final Path EVENT =
            Path.of(System.getProperty("waymark.root", "../.."), "infra", "events", "jobs-collect-garbage.json");

    private final Deque<List<Collected>> calls = new ArrayDeque<>(List.of(rows(3), rows(4), List.of(), rows(5)));
    private final Job job = new CollectGarbage(_ -> calls.removeFirst());

    private static List<Collected> rows(long collected) {
        return List.of(new Collected(new UUID(0, collected), collected, 1, 100, collected > 3));
    }

    @Test
    void goesOnUntilThereIsNothingLeft() {
        Job.Outcome outcome = job.run(Deadline.in(Duration.ofHours(1), Clock.systemUTC()));

        assertThat(outcome).isEqualTo(new Job.Outcome(9, true));
        assertThat(calls).hasSize(1);
    }

    @Test
    void beginsNothingOnceTheTimeIsUp() {
        Job.Outcome outcome = job.run(Deadline.in(Duration.ZERO, Clock.systemUTC()));

        assertThat(outcome).isEqualTo(new Job.Outcome(0, false));
        assertThat(calls).hasSize(4);
    }

    @Test
    void theEventOfTheScheduleRunsItOnTheDatabase() throws IOException {
        try (JobsFunction function = new JobsFunction()) {
            JsonNode report = function.run(Files.readAllBytes(EVENT));

            assertThat(report.get("job").asText()).isEqualTo("collect-garbage");
            assertThat(report.get("finished").asBoolean()).isTrue();
        }
    }
}
