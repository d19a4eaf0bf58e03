package dev.waymark.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import dev.waymark.json.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ArchiveObjectTest {
    private static final List<String> LINES = List.of(
            "{\"table\": \"documents\", \"row\": {\"digest\":\"\\\\x00ff\",\"size_bytes\":2}}",
            "{\"table\": \"step_evaluations\", \"row\": {\"id\":\"a\",\"n\":1e400,\"text\":\"ä \\u0001 \ud83d\ude00\"}}",
            "{\"table\": \"step_evaluations\", \"row\": {}}");

    @Test
    void linesComeBackAsTheyWere() throws DamagedObjectException {
        byte[] packed = ArchiveObject.of(LINES).packed();
        ArchiveObject opened = ArchiveObject.open(packed, Digest.of(packed).hex(), 3);
        assertThat(opened.lines()).isEqualTo(LINES);
        assertThat(opened.tables()).isEqualTo(Map.of("documents", 1L, "step_evaluations", 2L));
        assertThat(opened.asArray()).isEqualTo('[' + String.join(",", LINES) + ']');
    }

    @Test
    void aBreakWithinALineIsNoEndOfIt() throws DamagedObjectException {
        byte[] packed =
                ArchiveObject.of(List.of("{\"table\":\"t\",\n\"row\":\n{}}")).packed();
        assertThat(ArchiveObject.open(packed, Digest.of(packed).hex(), 1).lines())
                .containsExactly("{\"table\":\"t\", \"row\": {}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "{}",
                "[]",
                "{\"table\":\"t\"}",
                "{\"row\":{},\"table\":\"t\"}",
                "{\"table\":1,\"row\":{}}",
                "{\"table\":\"t\",\"row\":[]}",
                "{\"table\":\"t\",\"row\":{}",
                "{\"table\":\"t\",\"row\":{}} {}",
                "{\"table\":\"t\",\"row\":{},\"more\":1}"
            })
    void aLineOfAnotherShapeIsRefused(String line) {
        assertThatIllegalArgumentException().isThrownBy(() -> ArchiveObject.of(List.of(line)));
    }

    @Test
    void noLinesAreNoArchive() {
        assertThatIllegalArgumentException().isThrownBy(() -> ArchiveObject.of(List.of()));
    }

    @Test
    void everyFlippedBitIsSeen() {
        byte[] packed = ArchiveObject.of(LINES).packed();
        String sha256 = Digest.of(packed).hex();
        for (int bit = 0; bit < packed.length * 8; bit++) {
            byte[] damaged = packed.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> ArchiveObject.open(damaged, sha256, 3))
                    .as("bit %d", bit)
                    .isInstanceOf(DamagedObjectException.class);
            // and nothing but a damaged object comes of it where the digest was forged as well
            open(damaged);
        }
    }

    @Test
    void everyCutIsSeen() {
        byte[] packed = ArchiveObject.of(LINES).packed();
        String sha256 = Digest.of(packed).hex();
        for (int length = 0; length < packed.length; length++) {
            byte[] cut = Arrays.copyOf(packed, length);
            assertThatThrownBy(() -> ArchiveObject.open(cut, sha256, 3)).isInstanceOf(DamagedObjectException.class);
            assertThatThrownBy(() -> ArchiveObject.open(cut, Digest.of(cut).hex(), 3))
                    .as("%d bytes of it", length)
                    .isInstanceOf(DamagedObjectException.class);
        }
    }

    @Test
    void oneRowLessIsSeen() {
        byte[] packed = ArchiveObject.of(LINES.subList(1, 3)).packed();
        assertThatThrownBy(() -> ArchiveObject.open(packed, Digest.of(packed).hex(), 3))
                .isInstanceOf(DamagedObjectException.class)
                .hasMessageContaining("2 rows, not 3");
    }

    @Test
    void aLineThatDoesNotEndIsSeen() {
        byte[] packed = Zstd.compress("{\"table\":\"t\",\"row\":{}}".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> ArchiveObject.open(packed, Digest.of(packed).hex(), 1))
                .isInstanceOf(DamagedObjectException.class);
    }

    private static void open(byte[] damaged) {
        try {
            ArchiveObject.open(damaged, Digest.of(damaged).hex(), 3);
        } catch (DamagedObjectException seen) {
            assertThat(seen).hasMessageStartingWith("");
        }
    }
}
