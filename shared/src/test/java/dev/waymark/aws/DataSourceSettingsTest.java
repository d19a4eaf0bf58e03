package dev.waymark.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataSourceSettingsTest {
    private static final String PLUGIN = "datasources.default.data-source-properties.authenticationPluginClassName";

    private final Map<String, String> environment = new HashMap<>(Map.of(
            "WAYMARK_JDBC_URL",
            "jdbc:postgresql://db.example.org:5432/waymark?sslmode=require",
            "WAYMARK_DB_USER",
            "waymark_read",
            "WAYMARK_DB_IAM",
            "true",
            "AWS_REGION",
            "eu-central-1"));

    @Test
    void aRoleThatLogsInByIamHasEachConnectionSigned() {
        assertThat(DataSourceSettings.of(environment))
                .containsEntry(PLUGIN, "dev.waymark.aws.IamPassword")
                .containsEntry("datasources.default.data-source-properties.waymarkRegion", "eu-central-1");
    }

    @Test
    void aRoleWithAPasswordSignsNothing() {
        environment.remove("WAYMARK_DB_IAM");
        environment.put("WAYMARK_DB_PASSWORD", "secret");
        assertThat(DataSourceSettings.of(environment))
                .containsEntry("datasources.default.password", "secret")
                .doesNotContainKey(PLUGIN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "?sslmode=disable", "?sslmode=allow", "?sslmode=prefer", "?ApplicationName=sslmode=require"})
    void anIamPasswordIsNotSentWhereTheConnectionMayBePlain(String options) {
        environment.put("WAYMARK_JDBC_URL", "jdbc:postgresql://db.example.org:5432/waymark" + options);
        assertThatThrownBy(() -> DataSourceSettings.of(environment)).hasMessageContaining("sslmode");
    }

    @ParameterizedTest
    @ValueSource(strings = {"WAYMARK_JDBC_URL", "WAYMARK_DB_USER", "AWS_REGION"})
    void aMissingVariableIsNamed(String name) {
        environment.remove(name);
        assertThatThrownBy(() -> DataSourceSettings.of(environment)).hasMessage(name + " is not set");
    }
}
