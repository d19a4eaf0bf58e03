package dev.waymark.migrate.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymark.migrate.AdminAccess;
import dev.waymark.migrate.FirstOperatorKey;
import dev.waymark.migrate.MigrationException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeploymentTest {
    private static final String URL = "jdbc:postgresql://db:5432/waymark";

    private final Map<String, String> environment = new HashMap<>(Map.of(
            "WAYMARK_JDBC_URL", URL, "WAYMARK_DB_SECRET_ARN", "arn:db", "WAYMARK_OPERATOR_SECRET_ARN", "arn:operator"));
    private final Map<String, String> secrets = new HashMap<>(Map.of(
            "arn:db",
            "{\"username\": \"master\", \"password\": \"s3cret/&=\"}",
            "arn:operator",
            "{\"api_key\": \"wm_0123456789abcdefghijklmnopqrstuvwxyz\"}"));
    private final List<AdminAccess> migrated = new ArrayList<>();
    private final List<FirstOperatorKey> stored = new ArrayList<>();

    @Test
    void migratesAsTheMasterUserThenStoresTheDigestOfTheOperatorKey() {
        run();

        assertThat(migrated).containsExactly(new AdminAccess(URL, "master", "s3cret/&="));
        assertThat(stored)
                .containsExactly(new FirstOperatorKey(
                        "wm_01234567", "e9469ac5a3a635a495478ceb78c28443414bca7686ccf6ddb5053fb5c5d5c92c"));
    }

    @Test
    void withoutAnOperatorSecretNoKeyIsStored() {
        environment.remove("WAYMARK_OPERATOR_SECRET_ARN");

        run();

        assertThat(migrated).hasSize(1);
        assertThat(stored).isEmpty();
    }

    @Test
    void aMissingSettingIsNamedAndNothingRuns() {
        environment.remove("WAYMARK_DB_SECRET_ARN");

        assertThatThrownBy(this::run)
                .isInstanceOf(MigrationException.class)
                .hasMessage("The environment variable WAYMARK_DB_SECRET_ARN is missing");
        assertThat(migrated).isEmpty();
    }

    @Test
    void anUnreadableSecretIsNeverQuoted() {
        secrets.put("arn:db", "password=hunter2");

        assertThatThrownBy(this::run)
                .isInstanceOf(MigrationException.class)
                .hasMessage("The secret of WAYMARK_DB_SECRET_ARN is not JSON")
                .hasNoCause();
    }

    @Test
    void aShortOperatorKeyIsRefused() {
        secrets.put("arn:operator", "{\"api_key\": \"wm_short\"}");

        assertThatThrownBy(this::run).isInstanceOf(MigrationException.class).hasMessageNotContaining("wm_short");
    }

    private void run() {
        new Deployment(environment, id -> String.valueOf(secrets.get(id)), migrated::add, (_, key) -> stored.add(key))
                .run();
    }
}
