package dev.waymark.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AdminAccessTest {
    @Test
    void takesTheCredentialsOutOfTheUrlAndKeepsTheOtherParameters() {
        var access = AdminAccess.of("jdbc:postgresql://h:5433/d?user=me&sslmode=require&password=a%26b%2Bc");

        assertThat(access).isEqualTo(new AdminAccess("jdbc:postgresql://h:5433/d?sslmode=require", "me", "a&b+c"));
    }

    @Test
    void theUrlWithCredentialsReadsBackTheSame() {
        var access = new AdminAccess("jdbc:postgresql://h:5433/d?sslmode=require", "m e", "a&b+c=%/ü");

        assertThat(AdminAccess.of(access.urlWithCredentials())).isEqualTo(access);
    }

    @Test
    void credentialsGivenBesideTheUrlWin() {
        assertThat(AdminAccess.of("jdbc:postgresql://h/d?user=a&password=b", "c", "d"))
                .isEqualTo(new AdminAccess("jdbc:postgresql://h/d", "c", "d"));
    }

    @Test
    void anotherDatabaseKeepsServerAndParameters() {
        assertThat(AdminAccess.of("jdbc:postgresql://h:5433/d?sslmode=require&user=a")
                        .database("e"))
                .isEqualTo(new AdminAccess("jdbc:postgresql://h:5433/e?sslmode=require", "a", null));
        assertThat(AdminAccess.of("jdbc:postgresql://h1:1,h2:2/d").database("e").url())
                .isEqualTo("jdbc:postgresql://h1:1,h2:2/e");
    }

    @Test
    void refusesWhatIsNoPostgresqlUrl() {
        assertThatThrownBy(() -> AdminAccess.of("jdbc:mysql://h/d"))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("jdbc:postgresql:");
    }

    @Test
    void neverPrintsThePassword() {
        assertThat(AdminAccess.of("jdbc:postgresql://h/d?user=a&password=hunter2"))
                .asString()
                .doesNotContain("hunter2");
    }
}
