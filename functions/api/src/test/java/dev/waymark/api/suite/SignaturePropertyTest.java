package dev.waymark.api.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.waymark.api.Functions;
import dev.waymark.segment.WordSignature;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;

/// A signature never hides what a query finds, whatever was said and whatever is asked.
final class SignaturePropertyTest {
    private static final Functions FUNCTIONS = Functions.shared();
    private static final List<String> WORDS = List.of(
            "seat",
            "seats",
            "the",
            "flying",
            "flight",
            "O'Neill",
            "naïve",
            "北京",
            "e-mail",
            "a@b.example",
            "get_order",
            "http://example.com/a?b=c",
            "3.14",
            "-7",
            "\\",
            "\u0000",
            "\\u0000",
            "'",
            "😀",
            "<b>",
            "x<5>y",
            "UPPER",
            "&",
            "|",
            "!");

    @Property(tries = 60, shrinking = ShrinkingMode.OFF)
    void whatIsFoundShowsInTheSignature(@ForAll long seed) {
        var random = new Random(seed);
        try (Inspector inspector = Inspector.of(FUNCTIONS.database())) {
            inspector.run("select set_config('waymark.tenant_id', gen_random_uuid()::text, false)");
            String said = said(random);
            byte[] signature = WordSignature.of(lexemes(inspector, said));
            for (int i = 0; i < 20; i++) {
                String query = query(random);
                boolean found = !inspector
                        .rows("select judged_messages(?, ?::json)", query, said)
                        .isEmpty();
                boolean may = inspector
                        .text(
                                "select signature_may_match(?, q.lexemes, q.hashes, q.loose) from signature_question(websearch_to_tsquery(text_search_language(), ?)) q",
                                signature,
                                query)
                        .equals("t");
                assertThat(may || !found).as("%s in %s", query, said).isTrue();
            }
        }
    }

    @Test
    void mostOfWhatIsNotThereDoesNotShow() {
        try (Inspector inspector = Inspector.of(FUNCTIONS.database())) {
            inspector.run("select set_config('waymark.tenant_id', gen_random_uuid()::text, false)");
            ArrayNode said = Functions.JSON.createArrayNode();
            for (int i = 0; i < 100; i++) {
                said.addObject()
                        .put("position", i)
                        .put("content", "{\"text\":\"word%d other%d third%d\",\"type\":\"text\"}".formatted(i, i, i));
            }
            byte[] signature = WordSignature.of(lexemes(inspector, said.toString()));
            long shown = inspector.number("""
                    select count(*)
                      from generate_series(1, 1000) n
                     cross join lateral signature_question(websearch_to_tsquery('english', 'absent' || n)) q
                     where signature_may_match(?, q.lexemes, q.hashes, q.loose)""", signature);
            assertThat(shown).isBetween(1L, 110L);
        }
    }

    private static List<String> lexemes(Inspector inspector, String said) {
        List<String> lexemes = new ArrayList<>();
        inspector
                .texts("select json_array_elements_text(lexemes::json) from lexemes_of(?::json)", said)
                .forEach(lexemes::add);
        return lexemes;
    }

    private static String said(Random random) {
        ArrayNode said = Functions.JSON.createArrayNode();
        int messages = 1 + random.nextInt(4);
        for (int i = 0; i < messages; i++) {
            var content = Functions.JSON.createObjectNode();
            content.put("text", words(random, random.nextInt(9)));
            content.putArray("parts").add(words(random, 2)).addObject().put("type", words(random, 1));
            var message = said.addObject().put("position", i).put("content", content.toString());
            if (random.nextBoolean()) {
                message.put("tools", "[\"" + "get_order" + "\"]");
            }
        }
        return said.toString();
    }

    private static String query(Random random) {
        var query = new StringBuilder();
        int parts = 1 + random.nextInt(3);
        for (int i = 0; i < parts; i++) {
            query.append(random.nextInt(3) == 0 ? " -" : " ");
            query.append(random.nextInt(3) == 0 ? "\"" + plain(words(random, 2)) + "\"" : plain(words(random, 1)));
            query.append(random.nextInt(4) == 0 ? " or " : "");
        }
        return query.toString();
    }

    private static String plain(String words) {
        return words.replace("\u0000", "\uFFFD").replace("\"", "");
    }

    private static String words(Random random, int count) {
        var words = new StringBuilder();
        for (int i = 0; i < count; i++) {
            words.append(i == 0 ? "" : " ").append(WORDS.get(random.nextInt(WORDS.size())));
        }
        return words.toString();
    }
}
