package dev.waymark.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.caller.Work;
import dev.waymark.json.StrictJson;
import io.micronaut.json.tree.JsonNode;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.slf4j.event.Level;

final class LineLoggerTest {
    private static final String SECRET = "hunter2";

    private final LineLogger logger = new LineLogger("dev.waymark.Test", LogOutput.of(Map.of()));

    @Test
    void aLineNamesTheRequestTheTenantAndTheOperation() {
        UUID tenant = UUID.randomUUID();
        JsonNode line = new Work("r-1").run(() -> {
            Work.noteOperation("GET /v1/commands/{id}");
            Work.noteTenant(tenant);
            return json(logger.line(Level.WARN, "tried {} times", new Object[] {3}, null));
        });
        assertThat(line.get("level").getStringValue()).isEqualTo("WARN");
        assertThat(line.get("message").getStringValue()).isEqualTo("tried 3 times");
        assertThat(line.get("request_id").getStringValue()).isEqualTo("r-1");
        assertThat(line.get("tenant_id").getStringValue()).isEqualTo(tenant.toString());
        assertThat(line.get("operation").getStringValue()).isEqualTo("GET /v1/commands/{id}");
    }

    @Test
    void aDatabaseErrorIsToldByItsStateAndItsNamesAndNotByItsValues() {
        var error = new PSQLException(new ServerErrorMessage("""
                SERROR\0C23505\0Mduplicate key value violates unique constraint "agents_name_unique"\0\
                DKey (name)=(hunter2) already exists.\0nagents_name_unique\0tagents\0"""));
        String line = whole(new IllegalStateException("Error executing: " + error.getMessage(), error));
        assertThat(line).contains("SQLSTATE 23505 duplicate key", "constraint=agents_name_unique", "table=agents");
        assertThat(line).doesNotContain(SECRET);
    }

    @Test
    void anErrorThatShowsAWholeStatementIsToldByItsStateAlone() {
        var batch = new java.sql.BatchUpdateException(
                "Batch entry 0 insert into t values (hunter2) was aborted: hunter2", "42P01", new int[0]);
        assertThat(whole(batch)).contains("SQLSTATE 42P01").doesNotContain(SECRET);
        assertThat(whole(new PSQLException(
                        new ServerErrorMessage("SERROR\0C22P02\0Minvalid input syntax for type uuid: \"hunter2\"\0"))))
                .contains("invalid input syntax for type uuid")
                .doesNotContain(SECRET);
    }

    @Test
    void aLostConnectionIsToldInItsOwnWords() {
        assertThat(whole(new SQLException("The connection attempt failed.", "08001")))
                .contains("The connection attempt failed.");
    }

    @Test
    void whatOthersSayOfWhatTheyWereGivenIsLeftOut() {
        Throwable parsing = catchFrom(() -> Long.valueOf(SECRET.strip()));
        assertThat(whole(parsing)).contains("java.lang.NumberFormatException").doesNotContain(SECRET);
        assertThat(whole(new IllegalStateException("wrapped: " + parsing.getMessage(), parsing)))
                .doesNotContain(SECRET);
        String asArgument = new String(
                logger.line(Level.WARN, "failed: {}", new Object[] {parsing}, null)
                        .json(),
                StandardCharsets.UTF_8);
        assertThat(asArgument).contains("NumberFormatException").doesNotContain(SECRET);
    }

    @Test
    void ourOwnMessagesAndTheStackAreTold() {
        assertThat(whole(new IllegalStateException("12 conversations could not be sealed")))
                .contains("12 conversations could not be sealed", "LineLoggerTest.java");
    }

    @Test
    void aHalfOfACharacterAndALineEndDoNotBreakALine() {
        byte[] line = logger.line(Level.WARN, "a\ud83d\nb", null, null).json();
        assertThat(StrictJson.read(line).get("message").getStringValue()).isEqualTo("a?\nb");
        assertThat(new String(line, StandardCharsets.UTF_8).trim()).doesNotContain("\n");
    }

    @Test
    void aLineForPeopleHasTheStackBelowIt() {
        String line = new String(
                logger.line(Level.ERROR, "broke", null, new IllegalStateException("x"))
                        .text(),
                StandardCharsets.UTF_8);
        assertThat(line).startsWith("ERROR broke").contains("logger=dev.waymark.Test", "\n    dev.waymark.log.");
    }

    @Test
    void slowStatementsAreCountedBesideAll() {
        var work = new Work("r");
        work.run(() -> {
            Work.noteStatement(Duration.ofMillis(3));
            Work.noteStatement(Duration.ofMillis(1_001));
            return true;
        });
        assertThat(work.roundTrips()).isEqualTo(2);
        assertThat(work.slowStatements()).isEqualTo(1);
    }

    private String whole(Throwable failure) {
        LogLine line = logger.line(Level.ERROR, "failed", null, failure);
        return new String(line.json(), StandardCharsets.UTF_8) + new String(line.text(), StandardCharsets.UTF_8);
    }

    private static JsonNode json(LogLine line) {
        return StrictJson.read(line.json());
    }

    private static Throwable catchFrom(java.util.function.Supplier<@Nullable Object> work) {
        try {
            throw new AssertionError(String.valueOf(work.get()));
        } catch (IllegalArgumentException e) {
            return e;
        }
    }
}
