package dev.waymark.api.contexttemplate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Sql;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Contexts rendered from a template: variables filled in, the budget kept, and said how.
final class RenderContextTemplateTest {
    private static final Functions FUNCTIONS = Functions.shared();
    /// Ten words, and so ten tokens in every encoding.
    private static final String TEN = " one two three four five six seven eight nine ten";

    private final Client client = FUNCTIONS.newTenant();

    @Test
    void valuesOfEveryTypeAreFilledIn() {
        put("""
                {'segments': [{'name': 's', 'text': '{{s}}|{{i}}|{{f}}|{{b}}|{{j}}|{{d}}|{{o}}|'}],
                 'variables': {'s': {}, 'i': {'type': 'integer'}, 'f': {'type': 'float'}, 'b': {'type': 'boolean'},
                               'j': {'type': 'json'}, 'd': {'default_value': 'default'}, 'o': {'required': false}}}""");

        Functions.Answer rendered = render("""
                {'variables': {'s': 'text', 'i': 9223372036854775807, 'f': 0.5, 'b': true, 'j': {'b': [1, null], 'a': '{{s}}'}}}""").expect(200);

        assertThat(rendered.text("/text"))
                .isEqualTo("text|9223372036854775807|0.5|true|{\"a\":\"{{s}}\",\"b\":[1,null]}|default||");
        assertThat(render("{'variables': {'s': '', 'i': 1, 'f': 2, 'b': false, 'j': null, 'd': 'x', 'o': null}}")
                        .expect(200)
                        .text("/text"))
                .isEqualTo("|1|2|false|null|x||");
    }

    @Test
    void aValueThatLooksLikeAPlaceholderIsText() {
        put("{'segments': [{'name': 's', 'text': '{{a}} and {{b}}'}]}");

        assertThat(render("{'variables': {'a': '{{b}}', 'b': '\\\\{{a}}'}}")
                        .expect(200)
                        .text("/text"))
                .isEqualTo("{{b}} and \\{{a}}");
    }

    @Test
    void missingUnknownAndUnfittingValuesAreToldAtOnce() {
        put("{'segments': [{'name': 's', 'text': '{{a}} {{b}} {{c}}'}], 'variables': {'c': {'type': 'integer'}}}");

        Functions.Answer refused =
                render("{'variables': {'b': null, 'c': '7', 'x': 1, 'y/z': 2}}").expect(422);

        assertThat(texts(refused.body().get("errors"), "/pointer"))
                .containsExactlyInAnyOrder(
                        "/variables/a", "/variables/b", "/variables/c", "/variables/x", "/variables/y~1z");
        assertThat(texts(refused.body().get("errors"), "/code"))
                .containsExactlyInAnyOrder("required", "required", "type", "unknown", "unknown");
        assertThat(useCount()).isZero();
    }

    @Test
    void theLeastImportantSegmentsGoFirstAndTheOthersKeepTheirOrder() {
        putTens();

        JsonNode all = render("{}").expect(200).body();
        assertThat(all.get("total_tokens").asInt()).isEqualTo(40);
        assertThat(all.get("token_budget").isNull()).isTrue();
        assertThat(all.get("dropped")).isEmpty();

        JsonNode some = render("{'token_budget': 29}").expect(200).body();
        assertThat(names(some, "segments")).containsExactly("first", "last");
        assertThat(names(some, "dropped")).containsExactly("low late", "low early");
        assertThat(some.get("total_tokens").asInt()).isEqualTo(20);
        assertThat(some.get("text").asText()).isEqualTo(TEN + TEN);
        assertThat(some.at("/dropped/0/tokens").asInt()).isEqualTo(10);
        assertThat(some.at("/dropped/0/reason").asText()).isEqualTo("over_budget");
        assertThat(some.at("/dropped/0/detail").asText())
                .isEqualTo(
                        "the whole text was 11 tokens over the budget of 29, and nothing that stays is less important than 0.2");
        assertThat(names(render("{'token_budget': 30}").expect(200).body(), "dropped"))
                .containsExactly("low late");
        assertThat(names(render("{'token_budget': 40}").expect(200).body(), "dropped"))
                .isEmpty();
    }

    @Test
    void requiredSegmentsOverTheBudgetAreRefusedAndItIsSaidByHowMuch() {
        putTens();

        Functions.Answer refused = render("{'token_budget': 4}").expect(422);

        assertThat(refused.text("/errors/0/pointer")).isEqualTo("/token_budget");
        assertThat(refused.text("/errors/0/detail"))
                .isEqualTo("the required segments have 10 tokens, 6 more than the budget of 4");
        assertThat(refused.body().get("over_by").asInt()).isEqualTo(6);
        assertThat(refused.body().get("required_tokens").asInt()).isEqualTo(10);
        JsonNode just = render("{'token_budget': 10}").expect(200).body();
        assertThat(names(just, "segments")).containsExactly("first");
        assertThat(just.get("total_tokens").asInt()).isEqualTo(10);
    }

    @Test
    void whatIsEmptyIsLeftOutWithItsSeparator() {
        put("""
                {'segments': [{'name': 'a', 'text': 'A'}, {'name': 'b', 'text': '{{b}}'}, {'name': 'c', 'text': 'C'}],
                 'variables': {'b': {'required': false}}, 'separator': ', '}""");

        JsonNode rendered = render("{}").expect(200).body();

        assertThat(rendered.get("text").asText()).isEqualTo("A, C");
        assertThat(names(rendered, "dropped")).containsExactly("b");
        assertThat(rendered.at("/dropped/0/reason").asText()).isEqualTo("empty");
    }

    @Test
    void tokensAreCountedAsTheModelCountsThem() {
        put("{'segments': [{'name': 's', 'text': 'お誕生日おめでとう'}], 'model': 'gpt-4'}");

        JsonNode templates = render("{}").expect(200).body();
        assertThat(templates.get("total_tokens").asInt()).isEqualTo(9);
        assertThat(templates.get("encoding").asText()).isEqualTo("cl100k_base");
        JsonNode asked = render("{'model': 'gpt-4o-mini'}").expect(200).body();
        assertThat(asked.get("total_tokens").asInt()).isEqualTo(8);
        assertThat(asked.get("exact_tokens").asBoolean()).isTrue();
        JsonNode estimate = render("{'model': 'some-model'}").expect(200).body();
        assertThat(estimate.get("total_tokens").asInt()).isEqualTo(8);
        assertThat(estimate.get("exact_tokens").asBoolean()).isFalse();
    }

    @Test
    void theTenantsLimitHoldsWhateverIsAskedFor() {
        putTens();
        String tenant = client.get("/v1/audit-events?limit=1").expect(200).text("/items/0/chain_id");
        Sql.of(FUNCTIONS)
                .run("update tenants set settings = settings || '{\"context_window_token_limit\": 20}' where id = '"
                        + tenant + "'");

        assertThat(render("{}").expect(200).body().get("token_budget").asInt()).isEqualTo(20);
        assertThat(render("{'token_budget': 1000}")
                        .expect(200)
                        .body()
                        .get("total_tokens")
                        .asInt())
                .isEqualTo(20);
        assertThat(render("{'token_budget': 10}")
                        .expect(200)
                        .body()
                        .get("total_tokens")
                        .asInt())
                .isEqualTo(10);
    }

    @Test
    void aTextThatNoAnswerCouldHoldIsRefusedBeforeItIsMade() {
        put("{'segments': [{'name': 's', 'text': '%s'}]}".formatted("{{a}}".repeat(10_000)));

        Functions.Answer refused = render("{'variables': {'a': '%s'}}".formatted("x".repeat(1_000_000)))
                .expect(413);

        assertThat(refused.body().get("limit_bytes").asLong()).isPositive();
    }

    @Test
    void manyRenderingsAtOnceAreAllCounted() throws Exception {
        putTens();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<Functions.Answer>> renderings = IntStream.range(0, 80)
                    .mapToObj(_ -> threads.submit(() -> render("{}")))
                    .toList();
            for (Future<Functions.Answer> rendering : renderings) {
                rendering.get().expect(200);
            }
        }
        assertThat(useCount()).isEqualTo(80);
    }

    private void putTens() {
        put("""
                {'segments': [{'name': 'first', 'text': '%1$s', 'importance': 0.1, 'required': true},
                              {'name': 'low early', 'text': '%1$s', 'importance': 0.2},
                              {'name': 'low late', 'text': '%1$s', 'importance': 0.2},
                              {'name': 'last', 'text': '%1$s', 'importance': 0.9}],
                 'separator': ''}""".formatted(TEN));
    }

    private long useCount() {
        return client.get("/v1/context-templates/t")
                .expect(200)
                .body()
                .get("use_count")
                .asLong();
    }

    private static List<String> names(JsonNode rendered, String of) {
        return texts(rendered.path(of), "/name");
    }

    private static List<String> texts(JsonNode items, String member) {
        return items.valueStream().map(item -> item.at(member).asText()).toList();
    }

    private void put(String json) {
        client.put("/v1/context-templates/t", json.replace('\'', '"')).expect(201);
    }

    private Functions.Answer render(String json) {
        return client.post("/v1/context-templates/t/render", json.replace('\'', '"'));
    }
}
