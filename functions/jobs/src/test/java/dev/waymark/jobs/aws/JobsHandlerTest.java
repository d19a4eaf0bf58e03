package dev.waymark.jobs.aws;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymark.jobs.JobsFunction;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JobsHandlerTest {
    private static final JobsFunction FUNCTION = new JobsFunction();

    @AfterAll
    static void close() {
        FUNCTION.close();
    }

    @Test
    void anUnknownJobFailsTheCallAndNamesThoseThatThereAre() {
        assertThatThrownBy(() -> FUNCTION.run("{\"job\": \"sleep\"}".getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("there is no job sleep but ")
                .hasMessageContaining("make-partitions");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[]", "{\"job\": 1}", "{\"job\": \"make-partitions\", \"zzz\": 1}"})
    void anEventThatIsNoneFailsTheCall(String event) {
        assertThatThrownBy(() -> FUNCTION.run(event.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(dev.waymark.problem.ProblemException.class);
    }
}
