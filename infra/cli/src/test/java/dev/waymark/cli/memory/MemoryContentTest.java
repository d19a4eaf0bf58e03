package dev.waymark.cli.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymark.cli.api.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryContentTest {
    @Test
    void membersAreTextOrJson() {
        assertThat(MemoryContent.of(List.of("concept=a=b", "n:=[1, {\"x\": null}]", "empty=")))
                .isEqualTo(Json.read("{\"concept\": \"a=b\", \"n\": [1, {\"x\": null}], \"empty\": \"\"}"));
        assertThat(MemoryContent.of(List.of(" {\"a\": 1}"))).isEqualTo(Json.read("{\"a\": 1}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "=a", ":=1", "a:=x", "{", "{a=1"})
    void whatIsNeitherIsRefused(String written) {
        assertThatThrownBy(() -> MemoryContent.of(List.of(written))).isInstanceOf(IllegalArgumentException.class);
    }
}
