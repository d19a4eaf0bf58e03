package dev.waymark.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// That no word is missed is shown on the database, which asks: see the suites of the functions.
final class WordSignatureTest {
    @Test
    void itTakesSixBitsAWordAndNoMoreThanARowCanHold() {
        assertThat(WordSignature.of(List.of())).containsExactly(0);
        assertThat(WordSignature.of(words(1_000))).hasSize(750);
        assertThat(WordSignature.of(words(100_000))).hasSize(1_536);
    }

    @Test
    void aboutHalfOfItsBitsAreSet() {
        byte[] signature = WordSignature.of(words(1_000));

        int set = IntStream.range(0, signature.length)
                .map(i -> Integer.bitCount(signature[i] & 0xFF))
                .sum();
        assertThat(set / 6_000.0).isBetween(0.46, 0.51);
    }

    private static List<String> words(int count) {
        return IntStream.range(0, count).mapToObj(i -> "word" + i).toList();
    }
}
