package dev.waymark.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.waymark.json.StrictJson;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.validation.validator.DefaultValidatorConfiguration;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BodyReaderTest {
    private static final String REQUIRED = "\"text\": \"t\", \"whole\": 1, \"big\": 2, \"flag\": true";

    private final BodyReader reader = new BodyReader(new DefaultValidatorConfiguration());

    @Test
    void readsEveryKindOfComponent() {
        Sample.Everything read = everything("""
                "maybe_whole": 3.0, "ratio": 1, "amount": 0.023, "id": "0190b5a4-7e5c-7000-8000-00000000000A",
                "started_at": "2026-11-20T11:00:02.1234567+01:00", "level": "very_high", "tags": ["a", "b"],
                "levels": ["low", "low"], "sections": {"n": null, "x": [1]}, "usages": [{"prompt_tokens": 4, "cost_usd": 1}],
                "metadata": {"k": 1}, "state": [null]""");
        assertThat(read)
                .isEqualTo(new Sample.Everything(
                        "t",
                        1,
                        3,
                        2,
                        true,
                        1.0,
                        new BigDecimal("0.023"),
                        UUID.fromString("0190b5a4-7e5c-7000-8000-00000000000a"),
                        Instant.parse("2026-11-20T10:00:02.123456Z"),
                        Sample.Level.VERY_HIGH,
                        List.of("a", "b"),
                        java.util.Set.of(Sample.Level.LOW),
                        java.util.Map.of("n", StrictJson.read("null"), "x", StrictJson.read("[1]")),
                        List.of(new Sample.Usage(4, BigDecimal.ONE)),
                        StrictJson.read("{\"k\":1}"),
                        StrictJson.read("[null]")));
    }

    @Test
    void nullIsAbsentWhereNothingIsRequired() {
        Sample.Everything read = everything("\"tags\": null, \"state\": null, \"level\": null, \"metadata\": null");
        assertThat(read.tags()).isNull();
        assertThat(read.state()).isNull();
        assertThat(read.level()).isNull();
        assertThat(read.metadata()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"zzz\": 1 | /zzz unknown",
                "\"a/b~\": 1 | /a~1b~0 unknown",
                "\"ratio\": \"1\" | /ratio type",
                "\"amount\": true | /amount type",
                "\"maybe_whole\": \"3\" | /maybe_whole type",
                "\"maybe_whole\": 3.5 | /maybe_whole type",
                "\"maybe_whole\": 2147483648 | /maybe_whole range",
                "\"maybe_whole\": -1e300 | /maybe_whole range",
                "\"maybe_whole\": 123456789012345678901234567890 | /maybe_whole range",
                "\"id\": \"1-1-1-1-1\" | /id format",
                "\"id\": 7 | /id type",
                "\"started_at\": \"2026-11-20\" | /started_at format",
                "\"started_at\": \"2026-11-20T10:00:00\" | /started_at format",
                "\"started_at\": \"2026-02-30T10:00:00Z\" | /started_at format",
                "\"started_at\": \"0000-12-31T23:59:59Z\" | /started_at range",
                "\"started_at\": \"+10000-01-01T00:00:00Z\" | /started_at range",
                "\"started_at\": \"9999-12-31T23:59:59-01:00\" | /started_at range",
                "\"level\": \"LOW\" | /level enum",
                "\"level\": 1 | /level type",
                "\"tags\": \"a\" | /tags type",
                "\"tags\": [1, null, \"\"] | /tags/0 type, /tags/1 required, /tags/2 required, /tags size",
                "\"tags\": [\"\\u0000\", \"äöü\"] | /tags/0 nul, /tags/1 size",
                "\"levels\": {} | /levels type",
                "\"sections\": [] | /sections type",
                "\"usages\": [{}, 1] | /usages/0/prompt_tokens required, /usages/1 type",
                "\"usages\": [{\"prompt_tokens\": -1, \"cost_usd\": -0.5}] | /usages/0/prompt_tokens range, /usages/0/cost_usd range",
                "\"metadata\": [] | /metadata type",
                "\"metadata\": {\"a\": [\"\\u0000\"], \"\\u0000\": 1} | /metadata/a/0 nul, /metadata/\0 nul",
                "\"state\": \"\\u0000\" | ",
            })
    void saysWhatIsWrongAndWhere(String members, String expected) {
        ProblemException problem = catchThrowableOfType(ProblemException.class, () -> everything(members));
        assertThat(problem == null ? "" : told(problem)).isEqualTo(expected == null ? "" : expected);
    }

    @Test
    void tellsEverythingAtOnce() {
        ProblemException problem = problemOf(
                Sample.Everything.class,
                "{\"text\": null, \"whole\": \"1\", \"flag\": 0, \"zzz\": 1, \"tags\": [\"\"]}");
        assertThat(problem.type()).isEqualTo(ProblemType.INVALID_REQUEST);
        assertThat(told(problem))
                .isEqualTo("/text required, /whole type, /flag type, /zzz unknown, /tags/0 required, /big required");
    }

    @Test
    void rulesAreJudgedBesideMembersThatCannotBeRead() {
        assertThat(told(problemOf(Sample.Strict.class, "{\"names\": 1, \"letter\": \"ab\"}")))
                .isEqualTo("/names type, /letter size");
        assertThat(told(problemOf(Sample.Strict.class, "{\"names\": [1], \"letter\": \"ab\"}")))
                .isEqualTo("/names/0 type, /letter size");
    }

    @ParameterizedTest
    @CsvSource({"[]", "null", "1", "'\"x\"'"})
    void refusesABodyThatIsNoObject(String body) {
        assertThat(told(problemOf(Sample.Step.class, body))).isEqualTo(" type");
    }

    @Test
    void detailsNameTheBounds() {
        ProblemException problem =
                problemOf(Sample.Step.class, "{\"command\": \" \", \"risk_level\": \"x\", \"commit_sha\": \"Z\"}");
        assertThat(problem.errors())
                .extracting(error -> error.pointer() + ": " + error.detail())
                .containsExactlyInAnyOrder(
                        "/command: must not be blank",
                        "/risk_level: must be one of low, very_high",
                        "/commit_sha: must have 40 to 40 characters",
                        "/commit_sha: must match [0-9a-f]*");
    }

    @Test
    void countsTextInBytesAndTakesNulWhereAllowed() {
        assertThat(step("{\"command\": \"\\u0000äääääääää\"}").command()).hasSize(10);
        assertThat(told(problemOf(Sample.Step.class, "{\"command\": \"ääääääääääb\"}")))
                .isEqualTo("/command size");
    }

    @Test
    void boundsTheDepthOfDocuments() {
        assertThat(everything("\"state\": " + "[".repeat(512) + "]".repeat(512)).state())
                .isNotNull();
        assertThat(told(problemOf(
                        Sample.Everything.class,
                        "{" + REQUIRED + ", \"state\": " + "[".repeat(513) + "]".repeat(513) + "}")))
                .isEqualTo("/state too_deep");
    }

    @Test
    void readsRecordsOfTheirOwnKind() {
        Sample.Tree tree =
                reader.read(StrictJson.read("{\"name\": \"a\", \"children\": [{\"name\": \"b\"}]}"), Sample.Tree.class);
        assertThat(tree).isEqualTo(new Sample.Tree("a", List.of(new Sample.Tree("b", null))));
        assertThat(told(problemOf(Sample.Tree.class, "{\"name\": \"a\", \"children\": [{\"children\": [{}]}]}")))
                .isEqualTo("/children/0/children/0/name required, /children/0/name required");
    }

    @Test
    void tellsAbsentFromNullFromValue() {
        Sample.Partial read = reader.read(
                StrictJson.read("{\"name\": null, \"title\": \"t\", \"metadata\": null, \"number\": 3}"),
                Sample.Partial.class);
        assertThat(read)
                .isEqualTo(new Sample.Partial(
                        Change.toNull(),
                        Change.to("t"),
                        Change.absent(),
                        Change.to(3),
                        Change.toNull(),
                        Change.absent()));
        assertThat(read.branch().appliedTo("old")).isEqualTo("old");
        assertThat(read.title().appliedTo("old")).isEqualTo("t");
        assertThat(read.name().appliedTo("old")).isNull();
    }

    @Test
    void rulesHoldInsideChanges() {
        assertThat(told(problemOf(
                        Sample.Partial.class,
                        "{\"name\": \"long\", \"title\": null, \"branch\": \"12345\", \"number\": 10, \"metadata\": [],"
                                + " \"usage\": {\"prompt_tokens\": \"1\"}}")))
                .isEqualTo("/name size, /title required, /branch size, /number range, /metadata type,"
                        + " /usage/prompt_tokens type");
    }

    @Test
    void readsOneOrMany() {
        OneOrMany<Sample.Step> one = oneOrMany("{\"command\": \"ls\"}");
        OneOrMany<Sample.Step> many = oneOrMany("{\"steps\": [{\"command\": \"ls\"}]}");
        assertThat(one.many()).isFalse();
        assertThat(many.many()).isTrue();
        assertThat(many.items()).isEqualTo(one.items());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | /command required",
                "[] | ` type`",
                "{\"steps\": []} | /steps size",
                "{\"steps\": null} | /steps type",
                "{\"steps\": [1, {\"command\": \"\"}], \"x\": 1} | /x unknown, /steps/0 type, /steps/1/command required",
                "{\"steps\": [{\"command\": \"a\"}, {\"command\": \"a\"}, {\"command\": \"a\"}, {\"command\": \"a\"}]} | /steps size",
                "{\"steps\": [{\"command\": \"a\", \"token_usage\": {\"prompt_tokens\": 1, \"cost_usd\": -1}}]} | /steps/0/token_usage/cost_usd range"
            })
    void saysWhatIsWrongWithOneOrMany(String body, String expected) {
        ProblemException problem = catchThrowableOfType(ProblemException.class, () -> oneOrMany(body));
        assertThat(told(problem)).isEqualTo(expected);
    }

    @Test
    void listsNoMoreErrorsThanOneAnswerHolds() {
        String members = String.join(
                ",",
                java.util.stream.IntStream.range(0, 500)
                        .mapToObj(i -> "\"x" + i + "\": 1")
                        .toList());
        assertThat(problemOf(Sample.Step.class, "{" + members + "}").errors()).hasSize(StrictJson.MAX_ERRORS);
    }

    private Sample.Everything everything(String members) {
        return reader.read(StrictJson.read("{" + REQUIRED + ", " + members + "}"), Sample.Everything.class);
    }

    private Sample.Step step(String body) {
        return reader.read(StrictJson.read(body), Sample.Step.class);
    }

    private OneOrMany<Sample.Step> oneOrMany(String body) {
        return reader.readOneOrMany(StrictJson.read(body), "steps", Sample.Step.class, 3);
    }

    private ProblemException problemOf(Class<?> type, String body) {
        return catchThrowableOfType(ProblemException.class, () -> reader.read(StrictJson.read(body), type));
    }

    private static String told(ProblemException problem) {
        return String.join(
                ", ",
                problem.errors().stream()
                        .map(error -> error.pointer() + " " + error.code())
                        .toList());
    }
}
