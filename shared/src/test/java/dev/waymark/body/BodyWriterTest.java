package dev.waymark.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.waymark.json.RawJson;
import dev.waymark.json.StrictJson;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BodyWriterTest {
    private static final UUID ID = UUID.fromString("0190b5a4-7e5c-7000-8000-00000000000a");
    private static final Sample.Answer ANSWER =
            new Sample.Answer(ID, "ls", Instant.parse("2026-11-20T10:00:02.5Z"), "s3cret", null);

    private final BodyWriter writer = new BodyWriter();

    @Test
    void writesRecordsWithTheirNullsButNothingHidden() {
        assertThat(written(ANSWER))
                .isEqualTo("{\"id\":\"" + ID + "\",\"step_name\":\"ls\",\"ended_at\":\"2026-11-20T10:00:02.500000Z\"}");
        assertThat(written(new Sample.Answer(ID, "ls", null, "s3cret", "n")))
                .isEqualTo("{\"id\":\"" + ID + "\",\"step_name\":\"ls\",\"ended_at\":null,\"note\":\"n\"}");
    }

    @Test
    void leavesNullsOutWhereTheRecordSaysSo() {
        assertThat(written(new Sample.Sparse(null, null, null, null, Sample.Level.VERY_HIGH)))
                .isEqualTo("{\"level\":\"very_high\"}");
    }

    @Test
    void copiesRawJsonUntouchedAndKeepsTheOrderOfNodes() {
        RawJson raw = new RawJson("{ \"z\" :1.50,\"a\":\"\\u00e4\"}".getBytes(StandardCharsets.UTF_8));
        Sample.Sparse record =
                new Sample.Sparse("a", 1, StrictJson.read("{\"b\":[1,{}],\"a\":0.5}"), raw, Sample.Level.LOW);
        assertThat(written(record))
                .isEqualTo("{\"a\":\"a\",\"b\":1,\"node\":{\"b\":[1,{}],\"a\":0.5},"
                        + "\"raw\":{ \"z\" :1.50,\"a\":\"\\u00e4\"},\"level\":\"low\"}");
    }

    @Test
    void writesPlainValues() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("n\u0000", null);
        map.put("d", 1.0);
        map.put("l", Arrays.asList(1, 2L, null, true));
        map.put("b", new BigDecimal("1E+3"));
        map.put("c", new BigDecimal("0.0230"));
        assertThat(written(map)).isEqualTo("{\"n\\u0000\":null,\"d\":1,\"l\":[1,2,null,true],\"b\":1000,\"c\":0.0230}");
        assertThat(written(null)).isEqualTo("null");
        assertThat(written("äö😀\"")).isEqualTo("\"äö😀\\\"\"");
        assertThat(written(List.of())).isEqualTo("[]");
        assertThat(written(Map.of())).isEqualTo("{}");
        assertThat(written(Instant.parse("0001-01-01T00:00:00Z"))).isEqualTo("\"0001-01-01T00:00:00.000000Z\"");
    }

    @Test
    void writesPages() {
        assertThat(written(new Page<>(List.of(1, 2), "c"))).isEqualTo("{\"items\":[1,2],\"next_cursor\":\"c\"}");
        assertThat(written(new Page<>(List.of(), null))).isEqualTo("{\"items\":[],\"next_cursor\":null}");
    }

    @Test
    void narrowsRecordsAndTheItemsOfPages() {
        Set<String> fields = Set.of("step_name", "id");
        String narrow = "{\"id\":\"" + ID + "\",\"step_name\":\"ls\"}";
        assertThat(text(writer.write(ANSWER, fields))).isEqualTo(narrow);
        assertThat(text(writer.write(new Page<>(List.of(ANSWER, ANSWER), null), fields)))
                .isEqualTo("{\"items\":[" + narrow + "," + narrow + "],\"next_cursor\":null}");
    }

    @Test
    void refusesToNarrowToUnknownOrHiddenFields() {
        ProblemException problem = catchThrowableOfType(
                ProblemException.class,
                () -> writer.write(new Page<>(List.of(ANSWER), null), Set.of("id", "zzz", "secret")));
        assertThat(problem.errors())
                .containsExactly(
                        FieldError.of("fields", "unknown", "no such field: secret"),
                        FieldError.of("fields", "unknown", "no such field: zzz"));
    }

    @Test
    void whatIsWrittenCanBeRead() {
        Sample.Usage usage = new Sample.Usage(7, new BigDecimal("0.5"));
        byte[] body = writer.write(usage);
        BodyReader reader = new BodyReader(new io.micronaut.validation.validator.DefaultValidatorConfiguration());
        assertThat(reader.read(StrictJson.read(body), Sample.Usage.class)).isEqualTo(usage);
    }

    private String written(@Nullable Object value) {
        return text(writer.write(value));
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
