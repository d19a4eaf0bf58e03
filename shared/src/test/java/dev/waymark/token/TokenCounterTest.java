package dev.waymark.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.growth.Growth;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TokenCounterTest {
    private static final TokenCounter TOKENS = new TokenCounter();

    // The counts that the publishers of the encodings give for these texts.
    @ParameterizedTest
    @CsvSource({
        "R50K_BASE, 5, 5, 14",
        "P50K_BASE, 5, 5, 14",
        "P50K_EDIT, 5, 5, 14",
        "CL100K_BASE, 6, 7, 9",
        "O200K_BASE, 6, 7, 8",
    })
    void countsAsTheEncodingDoes(TokenEncoding encoding, int word, int sum, int wish) {
        assertThat(TOKENS.count("antidisestablishmentarianism", encoding)).isEqualTo(word);
        assertThat(TOKENS.count("2 + 2 = 4", encoding)).isEqualTo(sum);
        assertThat(TOKENS.count("お誕生日おめでとう", encoding)).isEqualTo(wish);
    }

    @ParameterizedTest
    @EnumSource
    void anEmptyTextHasNoTokensAndAControlTokenIsTextLikeAnyOther(TokenEncoding encoding) {
        assertThat(TOKENS.count("", encoding)).isZero();
        assertThat(TOKENS.count("<|endoftext|>", encoding)).isGreaterThan(1);
        assertThat(TOKENS.count("\u0000", encoding)).isPositive();
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-4o, O200K_BASE",
        "gpt-4o-mini-2024-07-18, O200K_BASE",
        "openai/gpt-4.1-nano, O200K_BASE",
        "o3, O200K_BASE",
        "gpt-5.2, O200K_BASE",
        "gpt-4, CL100K_BASE",
        "gpt-4-turbo, CL100K_BASE",
        "GPT-3.5-turbo, CL100K_BASE",
        "text-embedding-3-small, CL100K_BASE",
        "text-davinci-003, P50K_BASE",
        "text-davinci-001, R50K_BASE",
        "cl100k_base, CL100K_BASE",
    })
    void aModelCountsByItsOwnEncoding(String model, TokenEncoding encoding) {
        assertThat(TokenEncoding.ofModel(model)).isEqualTo(encoding);
        assertThat(TokenEncoding.isExactFor(model)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "some-model", "gpt-42", "adapter", "o1x"})
    void aModelThatIsNotKnownCountsByTheDefaultAndIsAnEstimate(String model) {
        assertThat(TokenEncoding.ofModel(model)).isEqualTo(TokenEncoding.DEFAULT);
        assertThat(TokenEncoding.isExactFor(model)).isFalse();
    }

    @Test
    void aRepeatedCharacterTakesNoTimeThatGrowsFasterThanTheText() {
        assertThat(Growth.ratio(1 << 13, 1 << 17, " "::repeat, text -> TOKENS.count(text, TokenEncoding.DEFAULT)))
                .isLessThan(64);
    }
}
