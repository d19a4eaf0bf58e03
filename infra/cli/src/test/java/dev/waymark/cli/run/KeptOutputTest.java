package dev.waymark.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeptOutputTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 10, 26, 100})
    void beginningAndEndAreKeptHoweverTheOutputComes(int pieceLength) {
        String all = "abcdefghijklmnopqrstuvwxyz";
        var kept = new KeptOutput(10);
        for (int i = 0; i < all.length(); i += pieceLength) {
            add(kept, all.substring(i, Math.min(all.length(), i + pieceLength)));
        }

        assertThat(kept.text()).isEqualTo("abcdefghij\n[waymark: 6 bytes are left out here]\nqrstuvwxyz");
        assertThat(kept.leftOut()).isEqualTo(6);
        assertThat(kept.total()).isEqualTo(26);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 10, 11, 19, 20})
    void whatFitsIsKeptWhole(int length) {
        var kept = new KeptOutput(10);
        for (int i = 0; i < length; i++) {
            add(kept, String.valueOf((char) ('a' + i)));
        }

        assertThat(kept.text()).isEqualTo("abcdefghijklmnopqrstuvwxyz".substring(0, length));
        assertThat(kept.leftOut()).isZero();
    }

    @Test
    void bytesThatAreNoTextAreReplaced() {
        var kept = new KeptOutput();
        kept.add(new byte[] {'a', (byte) 0xff, 0, 'b'}, 4);

        assertThat(kept.text()).isEqualTo("a\ufffd\u0000b");
    }

    @Test
    void namesOfExpectationsAreTakenOrMade() {
        List<Expectation> all = Expectation.all(List.of(
                "nginx runs: $.after.services_status.nginx == \"running\"",
                "$.result.exit_code == 0",
                "$.result.exit_code == 0",
                "exists($.before ? (@.a : 1))"));

        assertThat(all.get(0)).isEqualTo(new Expectation("nginx runs", "$.after.services_status.nginx == \"running\""));
        assertThat(all.get(1).name()).isEqualTo("$.result.exit_code == 0");
        assertThat(all.get(2).name()).isEqualTo("$.result.exit_code == 0 (3)");
        assertThat(all.get(3).predicate()).startsWith("exists(");
    }

    @Test
    void linesAreQuotedAsAShellTakesThem() {
        var run = new NewRun(
                "p",
                java.util.Optional.empty(),
                "",
                List.of("sh", "-c", "echo 'a b' > /tmp/x", "größe", ""),
                "",
                "",
                "",
                java.util.Optional.empty());

        assertThat(run.text()).isEqualTo("sh -c 'echo '\\''a b'\\'' > /tmp/x' größe ''");
    }

    @Test
    void theForegroundIsReadFromTheProcessTable() {
        assertThat(Foreground.isHere("12 (a b) c) S 1 12 12 34816 12 4194304")).isTrue();
        assertThat(Foreground.isHere("12 (java) S 1 12 12 34816 99 4194304")).isFalse();
        assertThat(Foreground.isHere("12 (java) S 1 12 12 0 -1 4194304")).isFalse();
    }

    private static void add(KeptOutput kept, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        kept.add(bytes, bytes.length);
    }
}
