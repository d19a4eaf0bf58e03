package dev.waymark.memory;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VectorCodeTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 17, 256, 1_536, 4_000})
    void theCosineIsWithinTheBoundsThatTheCodeTells(int dimensions) {
        var random = new Random(dimensions);
        for (int i = 0; i < 50; i++) {
            float[] query = vector(dimensions, random);
            float[] stored = vector(dimensions, random);
            var nearness = new Nearness(query);
            VectorCode code = VectorCode.of(stored);

            double exact = nearness.exactly(stored);
            double coarse = nearness.byCode(code.code().getBytes(US_ASCII), code.scale());
            double fine = nearness.byFine(code.code().getBytes(US_ASCII), code.fine(), code.scale());

            assertThat(Math.abs(exact - coarse)).isLessThanOrEqualTo(nearness.slackByCode(code.slack()));
            assertThat(Math.abs(exact - fine)).isLessThanOrEqualTo(code.fineSlack() + 1e-9);
            assertThat((double) code.fineSlack()).isLessThan(code.scale() / 126 * 0.51 * Math.sqrt(dimensions) + 1e-8);
            assertThat(code.code())
                    .hasSize(dimensions)
                    .matches(text -> text.chars().allMatch(c -> c >= 1 && c <= 127));
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.MIN_VALUE, 1e-30f, 1, 1e30f, Float.MAX_VALUE})
    void lengthDoesNotMatterHoweverShortOrLong(float length) {
        var vector = new float[1_536];
        vector[3] = length;
        vector[7] = -length;

        VectorCode code = VectorCode.of(vector);

        assertThat(new Nearness(vector).exactly(vector)).isEqualTo(1, org.assertj.core.api.Assertions.within(1e-12));
        assertThat(code.scale()).isBetween(0.011f, 0.012f);
    }

    @ParameterizedTest
    @ValueSource(ints = {4_000})
    void theGreatestSumsFitAnInt(int dimensions) {
        var vector = new float[dimensions];
        java.util.Arrays.fill(vector, 1);

        VectorCode code = VectorCode.of(vector);

        assertThat(new Nearness(vector).byCode(code.code().getBytes(US_ASCII), code.scale()))
                .isEqualTo(1, org.assertj.core.api.Assertions.within(1e-3));
    }

    private static float[] vector(int dimensions, Random random) {
        var vector = new float[dimensions];
        for (int i = 0; i < dimensions; i++) {
            vector[i] = (float) (random.nextGaussian() * Math.exp(random.nextGaussian()));
        }
        return vector;
    }
}
