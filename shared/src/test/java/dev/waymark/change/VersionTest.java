package dev.waymark.change;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class VersionTest {
    @ParameterizedTest
    @CsvSource({
        "1.9,1.10",
        "1.0,1.0.1",
        "1.0~rc1,1.0",
        "1.0rc1,1.0",
        "2.0.0-beta.2,2.0.0",
        "2.0.0-alpha,2.0.0-beta",
        "1.1.1a,1.1.1b",
        "1.1.1,1.1.1b",
        "9.9,1:0.1",
        "1:2.0-1,1:2.0-2",
        "5.10.0-8-amd64,5.10.0-13-amd64",
        "4.18.0-80.el8,4.18.0-147.el8",
        "20230101,20240101",
        "99999999999999999999998,99999999999999999999999",
        "'',1",
        "1.0-1ubuntu1,1.0-1ubuntu1.1",
        "v1.2,v1.3"
    })
    void theSecondIsLater(String earlier, String later) {
        assertThat(Version.compare(earlier, later)).isNegative();
        assertThat(Version.compare(later, earlier)).isPositive();
        assertThat(Version.compare(earlier, earlier)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"1.0,1.00", "0:1.0,1.0", "1.0-1,1.0.1"})
    void differentSpellingsOfOneVersionAreEqual(String a, String b) {
        assertThat(Version.compare(a, b)).isZero();
    }
}
