package dev.waymark.cli.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionTest {
    @Test
    void theLocalGatewayNeedsNoSettings() {
        Connection connection = Connection.from(Map.of());

        assertThat(connection.url()).hasToString("http://127.0.0.1:3000");
        assertThat(connection.apiKey()).isEqualTo("wm_local");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:8080", "http://127.1.2.3", "http://[::1]:3000/"})
    void anyLoopbackAddressTakesTheLocalKey(String url) {
        assertThat(Connection.from(Map.of("WAYMARK_URL", url)).apiKey()).isEqualTo("wm_local");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://api.example.org", "http://127.evil.example.org", "http://localhost.example.org"})
    void anyOtherAddressNeedsItsKey(String url) {
        assertThatThrownBy(() -> Connection.from(Map.of("WAYMARK_URL", url)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("WAYMARK_API_KEY is not set");
    }

    @Test
    void aStageInTheAddressIsKeptAndTheLastSlashIsNot() {
        var environment = Map.of("WAYMARK_URL", "https://x.example.org/prod//", "WAYMARK_API_KEY", " wm_1\n");

        assertThat(Connection.from(environment).url()).hasToString("https://x.example.org/prod");
        assertThat(Connection.from(environment).apiKey()).isEqualTo("wm_1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:3000", "ftp://localhost", "http://", "http://a b", "http://localhost?x=1"})
    void whatIsNoAddressIsSaidSo(String url) {
        assertThatThrownBy(() -> Connection.from(Map.of("WAYMARK_URL", url)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("WAYMARK_URL is not an address");
    }
}
