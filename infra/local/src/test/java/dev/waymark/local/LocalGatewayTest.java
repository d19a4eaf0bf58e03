package dev.waymark.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The whole start on an embedded PostgreSQL, with handlers that echo in the place of the functions.
class LocalGatewayTest {
    private static final Path ROOT = Path.of(System.getProperty("waymark.root", "../.."));

    @Test
    void startsOnAFolderServesStopsAndStartsAgain(@TempDir Path folder) throws Exception {
        Settings settings = Settings.from(Map.of("WAYMARK_PORT", "0"), templateThatEchoes(folder));
        for (int start = 0; start < 2; start++) {
            try (LocalGateway gateway = LocalGateway.start(settings)) {
                JsonNode environment =
                        put(gateway.uri().resolve("/v1/projects/demo")).path("environment");
                assertThat(environment.path("WAYMARK_DB_USER").asText()).isEqualTo("waymark_record");
                assertThat(environment.path("WAYMARK_JDBC_URL").asText()).startsWith("jdbc:postgresql://127.0.0.1:");
                assertThat(environment.path("WAYMARK_POOL_SIZE").asText()).isEqualTo("8");
                assertThat(environment.has("WAYMARK_DB_PASSWORD")).isTrue();
                assertThat(environment.has("WAYMARK_DB_IAM")).isFalse();
            }
        }
    }

    @Test
    void aTakenPortIsNoticedBeforeTheDatabaseStarts(@TempDir Path folder) throws Exception {
        Path root = templateThatEchoes(folder);
        HttpListener taken = HttpListener.bind(0);
        Settings settings =
                Settings.from(Map.of("WAYMARK_PORT", String.valueOf(taken.uri().getPort())), root);
        assertThatThrownBy(() -> LocalGateway.start(settings))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("is taken");
        assertThat(settings.dataDirectory()).doesNotExist();
        taken.close();
    }

    @Test
    void aFolderThatCannotBeMadeIsOneClearLine(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        Settings settings = Settings.from(
                Map.of(
                        "WAYMARK_PORT",
                        "0",
                        "WAYMARK_DATA_DIR",
                        file.resolve("data").toString()),
                templateThatEchoes(folder));
        assertThatThrownBy(() -> LocalGateway.start(settings))
                .isInstanceOfSatisfying(
                        StartFailure.class,
                        failure -> assertThat(failure.line())
                                .startsWith("The folder " + file.resolve("data") + " cannot be made")
                                .contains("WAYMARK_DATA_DIR"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:postgresql://127.0.0.1:1/absent?user=nobody", "postgres://localhost/x"})
    void aDatabaseThatIsNotThereIsOneClearLine(String url, @TempDir Path folder) throws Exception {
        Settings settings =
                Settings.from(Map.of("WAYMARK_PORT", "0", "WAYMARK_JDBC_URL", url), templateThatEchoes(folder));
        assertThatThrownBy(() -> LocalGateway.start(settings))
                .isInstanceOfSatisfying(
                        StartFailure.class,
                        failure ->
                                assertThat(failure.getMessage()).hasLineCount(1).containsIgnoringCase("database"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "65536", "http", "3000x"})
    void aPortThatIsNoneIsOneClearLine(String port, @TempDir Path folder) throws Exception {
        Path root = templateThatEchoes(folder);
        assertThatThrownBy(() -> Settings.from(Map.of("WAYMARK_PORT", port), root))
                .isInstanceOf(StartFailure.class)
                .hasMessage("WAYMARK_PORT is not a port: " + port);
    }

    @Test
    void withoutATemplateTheLineSaysWhereToStart(@TempDir Path folder) {
        assertThatThrownBy(() -> Settings.from(Map.of(), folder))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("There is no template.yaml in");
    }

    private static Path templateThatEchoes(Path folder) throws IOException {
        String template = Files.readString(ROOT.resolve("template.yaml"))
                .replace("dev.waymark.api.aws.ApiHandler", EchoHandler.class.getName())
                .replace("dev.waymark.api.aws.AuthorizerHandler", HeaderAuthorizer.class.getName());
        Files.writeString(folder.resolve("template.yaml"), template);
        return folder;
    }

    private static JsonNode put(URI uri) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .PUT(BodyPublishers.ofString("{}"))
                .header("Authorization", "Bearer wm_local")
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return new ObjectMapper()
                    .readTree(client.send(request, BodyHandlers.ofByteArray()).body());
        }
    }
}
