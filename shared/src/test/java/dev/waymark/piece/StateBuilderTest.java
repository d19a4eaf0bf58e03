package dev.waymark.piece;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymark.json.CanonicalJson;
import dev.waymark.json.RawJson;
import dev.waymark.json.StrictJson;
import dev.waymark.problem.ProblemException;
import io.micronaut.json.tree.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class StateBuilderTest {
    /// What a database would hold.
    private final Map<UUID, StoredPack> stored = new HashMap<>();

    @Test
    void anEmptyStateCostsNothingAndIsReadBack() {
        NewState empty = StateBuilder.build(Layout.EMPTY, new Shelf(), StateChange.whole(StrictJson.read("{}")));

        assertThat(empty.packs()).isEmpty();
        assertThat(empty.sizeBytes()).isEqualTo(2);
        assertThat(new StateText(empty.layout(), new Shelf()).whole()).hasToString("{}");
    }

    @Test
    void whatIsAppendedToAMegabyteCostsAboutItself() {
        var random = new Random(1);
        JsonNode first = state(messages(random, 1_000), 0);
        NewState before = keep(StateBuilder.build(Layout.EMPTY, new Shelf(), StateChange.whole(first)));
        JsonNode message = message(random, 1_000);

        NewState after = keep(StateBuilder.build(
                before.layout(),
                before.shelf(),
                new StateChange(false, Map.of(), Set.of(), Map.of("messages", List.of(message)))));

        assertThat(before.sizeBytes()).isGreaterThan(900_000);
        assertThat(after.storedBytes()).isLessThan(1_200);
        assertThat(read(after)).isEqualTo(state(with(first, message), 0));
        assertThat(after.digest()).isEqualTo(whole(read(after)).digest());
    }

    @Test
    void aSmallEditInAMegabyteCostsALittle() {
        var random = new Random(2);
        List<JsonNode> messages = messages(random, 1_000);
        NewState before = keep(StateBuilder.build(Layout.EMPTY, new Shelf(), StateChange.whole(state(messages, 0))));
        messages.set(
                500, StrictJson.read(RawJson.of(messages.get(500)).toString().replace("\"user\"", "\"tool\"")));
        JsonNode edited = state(messages, 0);

        NewState after = keep(StateBuilder.build(before.layout(), before.shelf(), StateChange.whole(edited)));

        assertThat(after.storedBytes()).isLessThan(700);
        assertThat(read(after)).isEqualTo(edited);
    }

    @Test
    void equalStatesAreStoredOnce() {
        JsonNode state = state(messages(new Random(3), 200), 7);
        NewState first = whole(state);

        NewState second = StateBuilder.build(first.layout(), first.shelf(), StateChange.whole(state));

        assertThat(second.packs()).isEmpty();
        assertThat(second.layout()).isEqualTo(first.layout());
        assertThat(second.digest()).isEqualTo(first.digest());
    }

    @Test
    void thousandsOfAppendsLeaveFewPacksToRead() {
        var random = new Random(4);
        NewState state = whole(state(messages(random, 10), 0));
        for (int i = 0; i < 2_000; i++) {
            state = keep(StateBuilder.build(
                    state.layout(),
                    state.shelf(),
                    new StateChange(
                            false,
                            Map.of("count", JsonNode.createNumberNode(i)),
                            Set.of(),
                            Map.of("messages", List.of(message(random, i))))));
            assertThat(state.layout().packs()).hasSizeLessThan(80);
        }
        JsonNode read = read(state);
        assertThat(read.get("messages").size()).isEqualTo(2_010);
        assertThat(state.digest()).isEqualTo(whole(read).digest());
    }

    @Test
    void aPackThatWasChangedOrLostIsAnIntegrityError() {
        NewState state = whole(state(messages(new Random(5), 100), 0));
        StoredPack pack = state.packs().getFirst();
        byte[] directory = pack.directory().clone();
        directory[3] ^= 1;
        var changed =
                new StoredPack(pack.id(), pack.bases(), pack.dictionary(), directory, pack.contentBytes(), pack.body());

        assertThatThrownBy(() -> new Shelf().open(List.of(changed)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(pack.id().toString());
        byte[] body = pack.body().clone();
        body[body.length / 2] ^= 1;
        var broken =
                new StoredPack(pack.id(), pack.bases(), pack.dictionary(), pack.directory(), pack.contentBytes(), body);
        assertThatThrownBy(() -> new Shelf().open(List.of(broken))).isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> new StateText(state.layout(), new Shelf()).whole())
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("lost");
    }

    @Property(tries = 150)
    void anyHistoryReadsBackAsItWasAndIsNamedByItsContentAlone(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int changes) {
        var random = new Random(seed);
        Map<String, JsonNode> members = new LinkedHashMap<>();
        NewState state = StateBuilder.build(Layout.EMPTY, new Shelf(), StateChange.whole(StrictJson.read("{}")));
        for (int i = 0; i < changes; i++) {
            StateChange change = RandomChange.of(random, members, state.layout());
            Layout encoded =
                    Layout.decoded(state.layout().packs(), state.layout().encoded());
            assertThat(encoded).isEqualTo(state.layout());
            state = keep(StateBuilder.build(encoded, shelf(encoded), change));
            JsonNode expected = JsonNode.createObjectNode(members);
            assertThat(read(state)).isEqualTo(StrictJson.read(CanonicalJson.write(expected)));
            assertThat(state.sizeBytes()).isEqualTo(CanonicalJson.write(expected).length);
            assertThat(state.digest())
                    .isEqualTo(StateBuilder.build(Layout.EMPTY, new Shelf(), StateChange.whole(expected))
                            .digest());
            for (String name : members.keySet()) {
                Set<UUID> packs = StateText.packsOf(state.layout(), Set.of(name));
                JsonNode member = new StateText(state.layout(), shelf(packs))
                        .members(Set.of(name))
                        .node();
                assertThat(member.get(name)).isEqualTo(read(state).get(name));
                assertThat(member.size()).isEqualTo(1);
            }
        }
    }

    private NewState whole(JsonNode state) {
        return keep(StateBuilder.build(Layout.EMPTY, new Shelf(), StateChange.whole(state)));
    }

    private NewState keep(NewState state) {
        state.packs().forEach(pack -> stored.put(pack.id(), pack));
        return state;
    }

    private JsonNode read(NewState state) {
        return new StateText(state.layout(), shelf(state.layout())).whole().node();
    }

    private Shelf shelf(Layout layout) {
        var shelf = new Shelf();
        shelf.open(layout.packs().stream().map(stored::get).toList());
        return shelf;
    }

    /// Those packs and what they are packed against.
    private Shelf shelf(Set<UUID> packs) {
        var shelf = new Shelf();
        List<StoredPack> all = new ArrayList<>(packs.stream().map(stored::get).toList());
        packs.forEach(
                id -> Objects.requireNonNull(stored.get(id)).baseIds().forEach(base -> all.add(stored.get(base))));
        shelf.open(all);
        return shelf;
    }

    private static JsonNode with(JsonNode state, JsonNode message) {
        List<JsonNode> messages = new ArrayList<>();
        state.get("messages").values().forEach(messages::add);
        messages.add(message);
        return JsonNode.createArrayNode(messages);
    }

    private static JsonNode state(List<JsonNode> messages, int count) {
        return state(JsonNode.createArrayNode(messages), count);
    }

    private static JsonNode state(JsonNode messages, int count) {
        Map<String, JsonNode> members = new LinkedHashMap<>();
        members.put("count", JsonNode.createNumberNode(count));
        members.put("messages", messages);
        members.put("plan", JsonNode.createStringNode("look around"));
        return StrictJson.read(CanonicalJson.write(JsonNode.createObjectNode(members)));
    }

    private static List<JsonNode> messages(Random random, int count) {
        return new ArrayList<>(
                IntStream.range(0, count).mapToObj(i -> message(random, i)).toList());
    }

    private static JsonNode message(Random random, int number) {
        var text = new StringBuilder();
        while (text.length() < 900) {
            text.append(Integer.toString(random.nextInt(5_000), 36)).append(' ');
        }
        return StrictJson.read("{\"role\":\"user\",\"number\":%d,\"content\":\"%s\"}".formatted(number, text));
    }
}
