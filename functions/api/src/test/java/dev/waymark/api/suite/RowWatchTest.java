package dev.waymark.api.suite;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymark.api.Functions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The suites that say "not a row changed" would notice one.
final class RowWatchTest {
    private Functions functions;
    private RowWatch watch;

    @BeforeEach
    void start() {
        functions = new Functions();
        watch = new RowWatch(functions.database());
    }

    @AfterEach
    void stop() {
        watch.close();
        functions.close();
    }

    @Test
    void aRowThatIsWrittenShows() {
        functions.newTenant();
        assertThatThrownBy(watch::assertNothingChanged).isInstanceOf(AssertionError.class);
        watch.begin();
        assertThatCode(watch::assertNothingChanged).doesNotThrowAnyException();
    }

    @Test
    void aRowThatIsDeletedShows() {
        var tenant =
                functions.operator().post("/v1/tenants", "{\"name\": \"x\"}").expect(201);
        watch.begin();
        functions.operator().delete("/v1/tenants/" + tenant.id()).expect(204);
        assertThatThrownBy(watch::assertNothingChanged).isInstanceOf(AssertionError.class);
    }

    @Test
    void whatIsRolledBackDoesNotShow() {
        var client = functions.newTenant();
        client.put("/v1/projects/demo", "{\"name\": \"x\"}").expect(201);
        watch.begin();
        client.put("/v1/projects/demo", "{\"name\": \"y\"}", "If-Match", "\"9\"")
                .expect(412);
        assertThatCode(watch::assertNothingChanged).doesNotThrowAnyException();
    }
}
