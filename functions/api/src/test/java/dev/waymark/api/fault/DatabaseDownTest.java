package dev.waymark.api.fault;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.zaxxer.hikari.HikariDataSource;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatabaseDownTest {
    private static final Duration TOLD_WITHIN = Duration.ofSeconds(5);
    private static final String STEP = "{\"command\": \"ls\"}";

    private FaultyDatabase database;
    private Functions functions;
    private Client operator;
    private String apiKey;
    private Client client;
    private UUID command;
    private boolean down;

    @SuppressWarnings("NullAway.Init") // set by start
    DatabaseDownTest() {}

    @BeforeAll
    void start(@TempDir Path folder) throws SQLException {
        database = FaultyDatabase.in(folder);
        functions = database.functions();
        operator = functions.operator();
        apiKey = operator.post("/v1/tenants", "{\"name\": \"faults\"}")
                .expect(201)
                .text("/api_key");
        client = functions.as(apiKey);
        command = client.newCommand(client.newProject());
    }

    @AfterAll
    void stop() {
        database.close();
    }

    private void kill() {
        client.get("/v1/commands").expect(200);
        client.newStep(command, STEP);
        database.server().kill();
        down = true;
    }

    @AfterEach
    void bringBack() {
        if (down) {
            database.server().startAgain();
            down = false;
        }
    }

    @Test
    void everyRouteAnswers503AndTheFirstRequestAfterwardsIsServedWithoutARestart() throws Exception {
        kill();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Functions.Answer>> answers = functions.routeKeys().stream()
                    .map(route -> threads.submit(() -> send(route)))
                    .toList();
            assertThat(answers).hasSizeGreaterThan(25);
            for (Future<Functions.Answer> answer : answers) {
                assertIsRetryable(answer.get());
            }
        }

        bringBack();

        client.newStep(command, STEP);
        client.get("/v1/commands").expect(200);
        operator.get("/v1/tenants").expect(200);
        functions.as(null).get("/v1/health").expect(200);
    }

    @Test
    void aCallerKnownFromBeforeIsAnswered503AndServedOnceTheDatabaseIsBack() {
        var headers = Map.of("Authorization", "Bearer " + apiKey, "Idempotency-Key", "known-caller");
        JsonNode caller = functions.authorize("GET", "/v1/commands", headers);
        assertThat(caller.has("caller")).isTrue();
        kill();

        String steps = "/v1/commands/" + command + "/steps";
        byte[] body = STEP.getBytes(StandardCharsets.UTF_8);
        assertIsRetryable(functions.send("POST", steps, headers, body, caller));
        assertIsRetryable(functions.send("GET", "/v1/commands", headers, null, caller));
        assertIsRetryable(functions.send("GET", "/v1/api-keys", headers, null, caller));

        bringBack();
        functions.send("POST", steps, headers, body, caller).expect(201);
        functions.send("GET", "/v1/commands", headers, null, caller).expect(200);
        functions.send("GET", "/v1/api-keys", headers, null, caller).expect(200);
    }

    @Test
    void whatTheAuthorizerCouldNotLookUpTheFunctionLooksUpItselfOnceTheDatabaseIsBack() throws Exception {
        kill();
        var headers = Map.of("Authorization", "Bearer " + apiKey);
        JsonNode kept = functions.authorize("GET", "/v1/commands", headers);
        assertThat(Functions.JSON
                        .readTree(kept.path("problem").asText())
                        .path("status")
                        .asInt())
                .isEqualTo(503);

        assertIsRetryable(functions.send("GET", "/v1/commands", headers, null, kept));

        bringBack();
        functions.send("GET", "/v1/commands", headers, null, kept).expect(200);
        functions
                .send("GET", "/v1/commands", Map.of("Authorization", "Bearer wm_other"), null, kept)
                .expect(401);
    }

    /// The authorizer waits for the database first, and then the function does.
    @Test
    void theConfiguredWaitsAddUpToLessThanWhatIsPromised() throws SQLException {
        DataSource source = functions.handler("waymark_read").beans().getBean(DataSource.class);
        HikariDataSource pool = DelegatingDataSource.unwrapDataSource(source).unwrap(HikariDataSource.class);
        assertThat(Duration.ofMillis(pool.getConnectionTimeout()).multipliedBy(2))
                .isLessThan(TOLD_WITHIN);
        assertThat(pool.getValidationTimeout()).isLessThan(pool.getConnectionTimeout());
    }

    private Functions.Answer send(String route) {
        String[] parts = route.split(" ", 2);
        String path = parts[1].replace("{id}", command.toString())
                .replace("{key}", "demo")
                .replace("{n}", "1");
        return client.send(
                parts[0], path, null, "Idempotency-Key", UUID.randomUUID().toString());
    }

    private static void assertIsRetryable(Functions.Answer answer) {
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(503);
        if (!answer.body().has("checks")) {
            assertThat(answer.body().path("retryable").asBoolean())
                    .as(answer.body().toString())
                    .isTrue();
        }
    }
}
