package dev.waymark.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class JobScheduleTest {
    private static final LocalFunction FUNCTION = LocalFunction.start(
            new FunctionResource(
                    "JobsFunction",
                    RecordingHandler.class.getName(),
                    "functions/jobs/target/jobs.zip",
                    Duration.ofMinutes(15),
                    Map.of()),
            Map.of());

    @BeforeEach
    void forget() {
        RecordingHandler.EVENTS.clear();
    }

    private static String next() throws InterruptedException {
        String event = RecordingHandler.EVENTS.poll(10, TimeUnit.SECONDS);
        return event == null ? "nothing" : event;
    }

    @Test
    void aFunctionIsCalledAtTheStartAndAgainAlsoAfterAFailure() throws InterruptedException {
        var schedule = new Schedule("s", "JobsFunction", "{\"job\": \"fail\"}", Duration.ofMillis(1));
        try (JobSchedule _ = JobSchedule.start(List.of(schedule), _ -> FUNCTION)) {
            for (int call = 0; call < 3; call++) {
                assertThat(next()).isEqualTo("{\"job\": \"fail\"}");
            }
        }
    }

    @Test
    void onceItIsClosedNothingIsCalled() throws InterruptedException {
        var schedule = new Schedule("s", "JobsFunction", "{}", Duration.ofMillis(1));
        JobSchedule jobs = JobSchedule.start(List.of(schedule), _ -> FUNCTION);
        assertThat(next()).isEqualTo("{}");

        jobs.close();

        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("jobs"))) {
            assertThat(System.nanoTime()).as("the thread ends").isLessThan(deadline);
        }
    }
}
