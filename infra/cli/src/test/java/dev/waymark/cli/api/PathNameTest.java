package dev.waymark.cli.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathNameTest {
    @ParameterizedTest
    @CsvSource({
        "demo, demo",
        "my project, my%20project",
        "a+b&c=d, a%2Bb%26c%3Dd",
        "größe, gr%C3%B6%C3%9Fe",
        "😀, %F0%9F%98%80",
        "a~b, a~b",
        "..., ...",
        "a/b, ~YS9i",
        "a?b, ~YT9i",
        "a#b, ~YSNi",
        "a%b, ~YSVi",
        "., ~Lg",
        ".., ~Li4",
        "~x, ~fng",
        "??>, ~Pz8-"
    })
    void everyNameTravelsUnmangled(String name, String segment) {
        assertThat(PathName.encode(name)).isEqualTo(segment);
    }
}
