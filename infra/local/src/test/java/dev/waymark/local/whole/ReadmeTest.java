package dev.waymark.local.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;

/// Whoever does what the README says sees what it says.
@ExtendWith(WholeGateway.Extension.class)
@Isolated
class ReadmeTest {
    private static final String ADDRESS = "http://127.0.0.1:3000";
    private static final String STOP = "=== stop ";
    private static final Map<String, Set<String>> ALLOWED_BY = Map.of(
            "read", Set.of("read", "none"),
            "write", Set.of("write", "none"),
            "approve", Set.of("approve", "none"),
            "admin", Set.of("read", "write", "approve", "admin", "none"),
            "operator", Set.of("operator", "none"));

    private final Ledger ledger;
    private final Readme readme = Readme.read();

    ReadmeTest(Ledger ledger) throws IOException {
        this.ledger = ledger;
    }

    @Test
    void theTourShowsWhatItSaysWhenPasted() throws Exception {
        List<Readme.Stop> tour = readme.tour();
        assertThat((long) tour.size()).isEqualTo(readme.blocksOfTheTour()).isGreaterThan(8);
        var script = new StringBuilder("set -e\n");
        for (Readme.Stop stop : tour) {
            script.append("echo '").append(STOP).append("'\n").append(stop.commands());
        }
        script.append("echo '").append(STOP).append("'\n");

        String output = shell(script.toString().replace(ADDRESS, ledger.uri().toString()));

        String[] shown = output.split("(?m)^" + STOP + "$", -1);
        assertThat(shown).as("every stop ended well: %s", output).hasSize(tour.size() + 2);
        for (int i = 0; i < tour.size(); i++) {
            assertThat(tour.get(i).missingIn(shown[i + 1]))
                    .as("said of\n%s\nbut it printed\n%s", tour.get(i).commands(), shown[i + 1])
                    .isEmpty();
        }
    }

    private String shell(String script) throws IOException, InterruptedException {
        Path output = Files.createTempFile("waymark-tour", ".txt");
        var bash = new ProcessBuilder("bash", "-c", script)
                .directory(Ledger.ROOT.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        bash.environment().put("WAYMARK_URL", ledger.uri().toString());
        bash.environment().remove("WAYMARK_API_KEY");
        int exitCode = bash.start().waitFor();
        String text = Files.readString(output, StandardCharsets.UTF_8);
        Files.delete(output);
        assertThat(exitCode).as(text).isZero();
        return text;
    }

    @Test
    void theTableHasEveryRouteAndNoOther() {
        JsonNode paths = ledger.get("/v1/openapi.json").get("paths");
        Set<String> served = new TreeSet<>();
        for (Map.Entry<String, JsonNode> path : paths.properties()) {
            path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                            method -> served.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey()));
        }
        assertThat(readme.operations())
                .extracting(Readme.Row::routeKey)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(served);
    }

    @Test
    void eachRouteAsksForTheScopeThatTheTableNames() {
        for (String scope : ALLOWED_BY.keySet()) {
            Ledger caller = ledger.as(scope.equals("operator") ? Ledger.OPERATOR_KEY : newKey(scope));
            for (Readme.Row row : readme.operations()) {
                String path = row.path()
                        .replace("{key}", "no-such-project")
                        .replaceAll("\\{(id|a|b)}", "01890000-0000-7000-8000-00000000dead")
                        .replace("{n}", "1")
                        .replace("{name}", "no-such-name")
                        .replace("{thread}", "no-such-thread")
                        .replace("{metric}", "no-such-metric")
                        .replaceAll("\\{[a-z_]+}", "no-such-thing");
                int status = caller.send(row.method(), path, BodyPublishers.ofString("[]"))
                        .statusCode();
                boolean allowed = ALLOWED_BY.getOrDefault(scope, Set.of()).contains(row.scope());
                assertThat(status == 403)
                        .as("%s with %s: %d", row.routeKey(), scope, status)
                        .isNotEqualTo(allowed);
            }
        }
    }

    private String newKey(String scope) {
        ObjectNode body = Ledger.JSON.createObjectNode().put("name", scope);
        body.putArray("scopes").add(scope);
        return ledger.post("/v1/api-keys", body).get("api_key").asText();
    }
}
