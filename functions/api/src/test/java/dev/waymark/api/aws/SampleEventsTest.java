package dev.waymark.api.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Functions;
import dev.waymark.api.LambdaContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The events that `sam local invoke` is given are ones that the handlers take.
class SampleEventsTest {
    private static final Path EVENTS = Path.of(System.getProperty("waymark.root", "../.."), "infra", "events");
    private static final UUID TENANT = UUID.fromString("0199b0c0-0000-7000-8000-000000000001");
    private static final UUID KEY = UUID.fromString("0199b0c0-0000-7000-8000-000000000002");
    private static final UUID COMMAND = UUID.fromString("0199b0c0-0000-7000-8000-0000000000c1");
    private static final UUID STEP = UUID.fromString("0199b0c0-0000-7000-8000-0000000000d1");
    private static final String SECRET = "wm_sample";

    @BeforeAll
    static void makeWhatTheEventsName() throws SQLException {
        String sql = "select ensure_local_tenant(?, 'sample', ?, ?, sha256(?))";
        try (Connection connection = Functions.shared().database().connect("waymark_access");
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, TENANT);
            statement.setObject(2, KEY);
            statement.setString(3, SECRET);
            statement.setBytes(4, SECRET.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            statement.execute();
        }
        var client = Functions.shared().as(SECRET);
        client.put("/v1/projects/demo", "{\"name\": \"Demo\"}");
        client.post(
                "/v1/commands", "{\"id\": \"%s\", \"project\": \"demo\", \"request\": \"work\"}".formatted(COMMAND));
        client.post("/v1/commands/" + COMMAND + "/steps", """
                {"id": "%s", "command": "pip install -e .", "status": "completed", "exit_code": 0,
                 "execution_result": {"stdout": "Successfully installed demo-0.1"}}""".formatted(STEP));
    }

    @ParameterizedTest
    @CsvSource({
        "access-tenant.json, waymark_access, 201",
        "record-step.json, waymark_record, 201",
        "judge-step.json, waymark_judge, 201",
        "state-thread.json, waymark_state, 201",
        "talk-conversation.json, waymark_talk, 201",
        "keep-retention-run.json, waymark_keep, 200",
        "read-commands.json, waymark_read, 200",
        "read-health.json, waymark_read, 200"
    })
    void eachEventIsAnsweredByItsFunction(String event, String role, int status) throws IOException {
        JsonNode answer = invoke(Functions.shared().handler(role), event);

        assertThat(answer.path("statusCode").asInt()).as(answer.toString()).isEqualTo(status);
    }

    @Test
    void theAuthorizersEventIsAnsweredWithTheCallerOfTheOtherEvents() throws IOException {
        JsonNode context = invoke(Functions.shared().authorizer(), "authorizer-bearer.json")
                .path("context");

        JsonNode inOthers = read("record-step.json").at("/requestContext/authorizer/lambda/caller");
        assertThat(Functions.JSON.readTree(context.path("caller").asText()))
                .isEqualTo(Functions.JSON.readTree(inOthers.asText()));
    }

    @Test
    void everySampleIsFedToAHandlerHereOrInJobsOrMigrate() throws IOException {
        try (Stream<Path> files = Files.list(EVENTS)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .hasSameElementsAs(List.of(
                            "access-tenant.json",
                            "authorizer-bearer.json",
                            "jobs-abandon-sessions.json",
                            "jobs-check-integrity.json",
                            "jobs-collect-garbage.json",
                            "jobs-finish-erasures.json",
                            "jobs-encrypt-fields.json",
                            "jobs-forget-idempotency-keys.json",
                            "jobs-make-partitions.json",
                            "jobs-roll-up-metrics.json",
                            "jobs-seal-messages.json",
                            "jobs-sweep.json",
                            "jobs-watch-database.json",
                            "judge-step.json",
                            "keep-retention-run.json",
                            "migrate-create.json",
                            "read-commands.json",
                            "read-health.json",
                            "record-step.json",
                            "state-thread.json",
                            "talk-conversation.json"));
        }
    }

    private static JsonNode invoke(RequestStreamHandler handler, String event) throws IOException {
        var out = new ByteArrayOutputStream();
        handler.handleRequest(
                new ByteArrayInputStream(Files.readAllBytes(EVENTS.resolve(event))), out, LambdaContext.NONE);
        return Functions.JSON.readTree(out.toByteArray());
    }

    private static JsonNode read(String event) throws IOException {
        return Functions.JSON.readTree(EVENTS.resolve(event).toFile());
    }
}
