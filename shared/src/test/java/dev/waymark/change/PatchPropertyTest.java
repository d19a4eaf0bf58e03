package dev.waymark.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.json.CanonicalJson;
import dev.waymark.json.StrictJson;
import io.micronaut.json.tree.JsonNode;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PatchPropertyTest {
    record Pair(JsonNode before, JsonNode after) {}

    @Provide
    Arbitrary<Pair> strangers() {
        return pairs((json, _) -> json.value(5));
    }

    @Provide
    Arbitrary<Pair> relatives() {
        return pairs(RandomJson::edited);
    }

    private static Arbitrary<Pair> pairs(java.util.function.BiFunction<RandomJson, JsonNode, JsonNode> after) {
        return Arbitraries.randomValue(random -> {
            var json = new RandomJson(new Random(random.nextLong()));
            JsonNode before = json.value(5);
            return new Pair(before, after.apply(json, before));
        });
    }

    @Property(tries = 3_000)
    void aPatchMakesAnyValueOfAnyOther(@ForAll("strangers") Pair pair) {
        holds(pair);
    }

    @Property(tries = 10_000)
    void aPatchMakesTheEditedValueOfTheFirst(@ForAll("relatives") Pair pair) {
        holds(pair);
    }

    private static void holds(Pair pair) {
        JsonNode patch =
                StateChanges.between(pair.before(), pair.after(), Noise.DEFAULT).patch();
        JsonNode sent = StrictJson.read(CanonicalJson.write(patch));
        JsonNode patched = JsonPatch.apply(pair.before(), sent);
        assertThat(patched).isEqualTo(pair.after());
        assertThat(RandomJson.canonical(patched)).isEqualTo(RandomJson.canonical(pair.after()));
        assertThat(patch.size() == 0).isEqualTo(pair.before().equals(pair.after()));
        assertThat(CanonicalJson.write(patch).length)
                .isLessThan(CanonicalJson.write(pair.after()).length * 3 / 2 + 100);
    }

    @Property
    void equalValuesHaveAnEmptyPatchAndAnEmptySummary(@ForAll("strangers") Pair pair) {
        JsonNode again = StrictJson.read(CanonicalJson.write(pair.before()));
        StateChanges changes = StateChanges.between(pair.before(), again, Noise.DEFAULT);
        assertThat(changes.patch().size()).isZero();
        assertThat(changes.summary().size()).isZero();
        assertThat(changes.noise()).isEmpty();
    }

    @Property(tries = 2_000)
    void anySectionsCanBeSummarized(@ForAll("relatives") Pair pair) {
        for (String section : new String[] {
            "system_info",
            "services_status",
            "packages_installed",
            "network_connections",
            "file_system_state",
            "process_list",
            "resource_usage"
        }) {
            JsonNode before = JsonNode.createObjectNode(java.util.Map.of(section, pair.before()));
            JsonNode after = JsonNode.createObjectNode(java.util.Map.of(section, pair.after()));
            StateChanges changes = StateChanges.between(before, after, Noise.DEFAULT);
            boolean equal = pair.before().equals(pair.after());
            assertThat(changes.summary().size() == 0 && changes.noise().isEmpty())
                    .as(section + " " + changes)
                    .isEqualTo(equal);
            assertThat(JsonPatch.apply(before, changes.patch())).isEqualTo(after);
        }
    }
}
