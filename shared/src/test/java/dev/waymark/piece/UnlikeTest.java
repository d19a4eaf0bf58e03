package dev.waymark.piece;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.change.JsonPatch;
import dev.waymark.change.MemberChanges;
import dev.waymark.json.CanonicalJson;
import dev.waymark.json.RawJson;
import dev.waymark.json.StrictJson;
import io.micronaut.json.tree.JsonNode;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class UnlikeTest {
    @Test
    void largeMembersThatAreEqualAreLeftOutAndOthersAreWhole() {
        String same = list(new Random(1), 300);
        String before = "{\"n\":1,\"same\":%s,\"messages\":%s}".formatted(same, list(new Random(2), 300));
        String after = "{\"n\":2,\"same\":%s,\"messages\":%s}".formatted(same, list(new Random(3), 301));

        Unlike.Pair pair = Unlike.between(stored(before), stored(after), _ -> true);

        assertThat(pair.before().entries())
                .extracting(java.util.Map.Entry::getKey)
                .containsExactlyInAnyOrder("n", "messages");
        assertThat(pair.after().get("messages"))
                .isEqualTo(StrictJson.read(after).get("messages"));
        assertThat(Unlike.between(stored(before), stored(after), Set.of("same")::contains)
                        .before()
                        .entries())
                .isEmpty();
        assertThat(Unlike.between(stored(before), stored(after), Set.of("n")::contains)
                        .after()
                        .entries())
                .hasSize(1);
    }

    @Test
    void whatIsLargeInOneAloneIsInBoth() {
        String large = list(new Random(1), 300);

        Unlike.Pair pair = Unlike.between(
                stored("{\"messages\":%s,\"gone\":%s}".formatted(large, large)),
                stored("{\"messages\":[1]}"),
                _ -> true);

        assertThat(pair.before().get("messages")).isEqualTo(StrictJson.read(large));
        assertThat(pair.before().get("gone")).isEqualTo(StrictJson.read(large));
        assertThat(pair.after()).isEqualTo(StrictJson.read("{\"messages\":[1]}"));
    }

    /// However two states came about, the patch of what is unlike makes the second of the first.
    @Property(tries = 60)
    void thePatchOfWhatIsUnlikeMakesTheSecondOfTheFirst(@ForAll long seed) {
        var random = new Random(seed);
        JsonNode state = StrictJson.read(random(random));
        NewState first = StateBuilder.build(Layout.EMPTY, new Shelf(), StateChange.whole(state));
        // based on the first or on nothing: cuts must not depend on that
        JsonNode next = random.nextBoolean() ? StrictJson.read(random(random)) : edited(state, random);
        NewState second = random.nextBoolean()
                ? StateBuilder.build(first.layout(), first.shelf(), StateChange.whole(next))
                : StateBuilder.build(Layout.EMPTY, new Shelf(), StateChange.whole(next));

        Unlike.Pair pair = Unlike.between(
                new Unlike.State(first.layout(), first.shelf()),
                new Unlike.State(second.layout(), second.shelf()),
                _ -> true);
        MemberChanges changes = MemberChanges.between(pair.before(), pair.after());

        assertThat(text(JsonPatch.apply(state, changes.patch()))).isEqualTo(text(next));
        for (String name : changes.changed()) {
            assertThat(text(next.get(name))).isNotEqualTo(text(state.get(name)));
        }
        assertThat(changes.patch().size() == 0).isEqualTo(text(state).equals(text(next)));
    }

    private static String text(JsonNode node) {
        return new String(CanonicalJson.write(node), java.nio.charset.StandardCharsets.UTF_8);
    }

    private static Unlike.State stored(String json) {
        NewState state = StateBuilder.build(Layout.EMPTY, new Shelf(), StateChange.whole(StrictJson.read(json)));
        return new Unlike.State(state.layout(), state.shelf());
    }

    private static String random(Random random) {
        return IntStream.range(0, random.nextInt(5))
                .mapToObj(i -> "\"k%d\":%s".formatted(i, value(random)))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String value(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> "1";
            case 1 -> "\"" + "x".repeat(random.nextInt(3) * 5_000) + "\"";
            case 2 -> "{\"a\":" + list(random, 40) + "}";
            default -> list(random, random.nextInt(200));
        };
    }

    private static JsonNode edited(JsonNode state, Random random) {
        String text = RawJson.of(state).toString();
        return StrictJson.read(text.replace("word " + random.nextInt(3), "other " + random.nextInt(3)));
    }

    private static String list(Random random, int size) {
        return IntStream.range(0, size)
                .mapToObj(i -> "{\"i\":%d,\"text\":\"word %d %s\"}"
                        .formatted(i, random.nextInt(5), Long.toString(random.nextLong(), 36)))
                .collect(Collectors.joining(",", "[", "]"));
    }
}
