package dev.waymark.api.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Sql;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class OperationsTest {
    private final Functions functions = Functions.shared();
    private final Client client = functions.newTenant();

    @Test
    void healthNeedsNoKeyAndNamesTheSchema() {
        Functions.Answer health = functions.as(null).get("/v1/health").expect(200);
        assertThat(health.text("/status")).isEqualTo("ready");
        assertThat(health.body().get("schema_version").asInt()).isPositive();
    }

    @Test
    void aSchemaThatIsTooOldIsNotReadyAndWorthAnotherTry() {
        try (Functions own = new Functions()) {
            Sql.of(own)
                    .run(
                            "update flyway_schema_history set success = false where version is not null and version::integer > 2");
            Functions.Answer health = own.as(null).get("/v1/health").expect(503);
            assertThat(health.problem()).isEqualTo("unavailable");
            assertThat(health.body().get("retryable").asBoolean()).isTrue();
            assertThat(health.text("/detail")).contains("version 2");
        }
    }

    @Test
    void theVersionIsThatOfTheBuild() {
        Functions.Answer version = client.get("/v1/version").expect(200);
        assertThat(version.text("/version")).matches("\\d+\\.\\d+\\.\\d+.*");
        assertThat(version.body().get("schema_version").asInt())
                .isLessThanOrEqualTo(
                        client.get("/v1/health").body().get("schema_version").asInt());
    }

    @Test
    void openApiDescribesEveryRoute() {
        Functions.Answer openApi = client.get("/v1/openapi.json").expect(200);
        assertThat(openApi.text("/openapi")).startsWith("3.");
        var described = new TreeSet<String>();
        openApi.body()
                .get("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(method ->
                                described.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey())));
        assertThat(described).isEqualTo(new TreeSet<>(functions.routeKeys()));
    }
}
