package dev.waymark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.waymark.cli.api.Json;
import dev.waymark.cli.print.Screen;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What the check finds is told row by row, and by the exit code.
class CheckIntegrityTest {
    private static final String FIRST = """
            {"check": "projects", "checked": 3, "items": [], "next_cursor": "n8.commands"}""";
    private static final String DAMAGED = """
            {"check": "commands", "checked": 2, "next_cursor": null, "items": [
              {"table": "commands", "id": "c-1", "flaw": "counter", "column": "next_step_index", "stored": "7", "expected": "6"},
              {"table": "commands", "id": "c-2", "flaw": "reference", "column": "baseline_snapshot_id", "stored": "s-1", "expected": null}]}""";
    private static final String WHOLE = """
            {"check": "commands", "checked": 2, "items": [], "next_cursor": null}""";

    private final List<String> asked = new ArrayList<>();
    private final HttpServer server;
    private String last = WHOLE;

    CheckIntegrityTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String query = exchange.getRequestURI().toString();
            asked.add(query);
            byte[] body = (query.contains("cursor=") ? last : FIRST).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void everyFindingIsALineAndTheExitCodeIsOne() {
        last = DAMAGED;

        Shell.Ran ran = shell().run("integrity");

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out().lines())
                .containsExactly(
                        "commands c-1: counter of next_step_index is 7 and should be 6",
                        "commands c-2: reference of baseline_snapshot_id is s-1, and that is lost",
                        "damaged: 2 findings in 5 rows");
        assertThat(asked).containsExactly("/v1/integrity?limit=500", "/v1/integrity?limit=500&cursor=n8.commands");
    }

    @Test
    void oneCheckIsNamedWithEitherDash() {
        Shell.Ran ran = shell().run("integrity", "--check", "audit-events");

        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out()).isEqualTo("intact: 5 rows looked at" + System.lineSeparator());
        assertThat(asked.getFirst()).isEqualTo("/v1/integrity?limit=500&check=audit_events");
    }

    @Test
    void jsonHasEveryFindingAsTheApiTellsIt() {
        last = DAMAGED;

        Shell.Ran ran = shell().run("integrity", "--json");

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(Json.read(ran.out()).path("intact").asBoolean()).isFalse();
        assertThat(Json.read(ran.out()).path("items"))
                .isEqualTo(Json.read(DAMAGED).path("items"));
    }

    private Shell shell() {
        return new Shell(
                Map.of(
                        "WAYMARK_URL",
                        "http://127.0.0.1:" + server.getAddress().getPort(),
                        "WAYMARK_API_KEY",
                        "wm_test"),
                Screen.plain());
    }
}
