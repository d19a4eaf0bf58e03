package dev.waymark.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.growth.Growth;
import dev.waymark.json.CanonicalJson;
import dev.waymark.json.StrictJson;
import io.micronaut.json.tree.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What patches weigh, and that no input makes the work of one outgrow it.
final class PatchSizeTest {
    private final Random random = new Random(1);

    private static JsonNode state(List<JsonNode> packages) {
        return JsonNode.createObjectNode(Map.of("packages_installed", JsonNode.createArrayNode(packages)));
    }

    private static List<JsonNode> list(int size, IntFunction<String> json) {
        return new ArrayList<>(
                IntStream.range(0, size).mapToObj(json).map(StrictJson::read).toList());
    }

    private static String packageNumber(int i) {
        return "{\"name\": \"package-%d\", \"version\": \"1.%d\", \"arch\": \"amd64\"}".formatted(i, i % 7);
    }

    private static JsonNode patch(JsonNode before, JsonNode after) {
        JsonNode patch = StateChanges.between(before, after, Noise.DEFAULT).patch();
        assertThat(JsonPatch.apply(before, patch)).isEqualTo(after);
        return patch;
    }

    private static int bytes(JsonNode node) {
        return CanonicalJson.write(node).length;
    }

    private static JsonNode edited(Consumer<List<JsonNode>> edit) {
        List<JsonNode> packages = list(3_000, PatchSizeTest::packageNumber);
        JsonNode before = state(List.copyOf(packages));
        edit.accept(packages);
        JsonNode after = state(packages);
        JsonNode patch = patch(before, after);
        assertThat(bytes(patch)).isLessThan(bytes(after) / 20);
        return patch;
    }

    @Test
    void removingOneOfManyIsOneRemoval() {
        assertThat(edited(packages -> packages.remove(1_234)))
                .isEqualTo(StrictJson.read("[{\"op\": \"remove\", \"path\": \"/packages_installed/1234\"}]"));
    }

    @Test
    void addingOneAmongManyIsOneAddition() {
        JsonNode curl = StrictJson.read("{\"name\": \"curl\"}");
        assertThat(edited(packages -> packages.add(17, curl)))
                .isEqualTo(StrictJson.read(
                        "[{\"op\": \"add\", \"path\": \"/packages_installed/17\", \"value\": {\"name\": \"curl\"}}]"));
    }

    @Test
    void anUpgradeReplacesTheVersionAlone() {
        JsonNode upgraded = StrictJson.read(packageNumber(2_000).replace("1.5", "2.0"));
        assertThat(edited(packages -> packages.set(2_000, upgraded)))
                .isEqualTo(StrictJson.read(
                        "[{\"op\": \"replace\", \"path\": \"/packages_installed/2000/version\", \"value\": \"2.0\"}]"));
    }

    @Test
    void movingOneIsOneMove() {
        assertThat(edited(packages -> packages.add(2_900, packages.remove(10))))
                .isEqualTo(
                        StrictJson.read(
                                "[{\"op\": \"move\", \"from\": \"/packages_installed/10\", \"path\": \"/packages_installed/2900\"}]"));
        assertThat(edited(packages -> packages.add(10, packages.remove(2_900))))
                .isEqualTo(
                        StrictJson.read(
                                "[{\"op\": \"move\", \"from\": \"/packages_installed/2900\", \"path\": \"/packages_installed/10\"}]"));
    }

    @Test
    void swappingTwoLargeElementsMovesOne() {
        JsonNode large = JsonNode.createStringNode("x".repeat(100_000));
        JsonNode larger = JsonNode.createStringNode("y".repeat(100_001));
        JsonNode patch = patch(state(List.of(large, larger)), state(List.of(larger, large)));
        assertThat(patch.size()).isOne();
        assertThat(bytes(patch)).isLessThan(100);
    }

    @Test
    void renamingALargeMemberMovesIt() {
        JsonNode large = StrictJson.read("{\"a\": \"%s\"}".formatted("x".repeat(100_000)));
        JsonNode patch = patch(
                JsonNode.createObjectNode(Map.of("old/name", large)),
                JsonNode.createObjectNode(Map.of("new~name", large)));
        assertThat(patch)
                .isEqualTo(StrictJson.read("[{\"op\": \"move\", \"from\": \"/old~1name\", \"path\": \"/new~0name\"}]"));
    }

    @Test
    void severalEditsAtOnceStaySmall() {
        JsonNode patch = edited(packages -> {
            packages.remove(2_500);
            packages.set(1_000, StrictJson.read(packageNumber(1_000).replace("1.6", "9")));
            packages.set(1_001, StrictJson.read(packageNumber(1_001).replace("1.0", "9")));
            packages.remove(999);
            packages.addFirst(StrictJson.read("1"));
        });
        assertThat(patch.size()).isEqualTo(5);
    }

    @Test
    void whenAllChangedOneRemovalAmongThemDoesNotShiftTheRest() {
        List<JsonNode> before = list(3_000, PatchSizeTest::packageNumber);
        List<JsonNode> after = list(3_000, i -> packageNumber(i).replace("1.", "2."));
        after.remove(5);
        JsonNode patch = patch(state(before), state(after));
        long removals = StateChanges.between(state(before), state(after), Noise.DEFAULT)
                .summary()
                .get("packages")
                .get("removed")
                .size();
        assertThat(removals).isOne();
        assertThat(bytes(patch)).isLessThan(bytes(state(after)) + 200);
    }

    @Test
    void noInputMakesItsWorkOutgrowIt() {
        // in proportion to what they weigh it is 16 times as much, and 256 times were everything compared with
        // everything
        assertThat(Growth.ratio(2_500, 40_000, this::hostileStates, states -> {
                    for (int i = 0; i < states.size(); i++) {
                        patch(states.get(i), states.get((i + 1) % states.size()));
                    }
                }))
                .isLessThan(64);
    }

    /// Each of them little like the next.
    private List<JsonNode> hostileStates(int many) {
        List<JsonNode> shuffled = new ArrayList<>(list(many, i -> "{\"name\": " + i + "}"));
        Collections.shuffle(shuffled, random);
        return Stream.of(
                        list(many, i -> "\"a" + i + "\""),
                        list(many, i -> "\"b" + i + "\""),
                        list(many, _ -> "7"),
                        list(many / 2, _ -> "7"),
                        list(many, _ -> Integer.toString(random.nextInt(2))),
                        list(many, _ -> Integer.toString(random.nextInt(2))),
                        list(many, i -> "{\"name\": " + i + "}"),
                        shuffled,
                        list(many, i -> "{\"name\": " + (many - i) + ", \"v\": " + i % 3 + "}"),
                        list(many, i -> "{\"name\": \"same\", \"v\": " + random.nextInt(9) + "}"),
                        list(many / 100, _ -> numbers(2)),
                        list(many / 100, _ -> numbers(3)))
                .map(PatchSizeTest::state)
                .toList();
    }

    private String numbers(int below) {
        return IntStream.range(0, 100)
                .mapToObj(_ -> Integer.toString(random.nextInt(below)))
                .collect(Collectors.joining(",", "[", "]"));
    }

    @Test
    void aDeeplyNestedEditIsOneSmallOperation() {
        String open = "[{\"a\":".repeat(255);
        String close = "},7]".repeat(255);
        JsonNode before = StrictJson.read("{\"system_info\": %s1%s}".formatted(open, close));
        JsonNode after = StrictJson.read("{\"system_info\": %s2%s}".formatted(open, close));
        assertThat(patch(before, after).size()).isOne();
    }

    @Test
    void aLongNameIsNotRepeatedForEveryPlaceBelowIt() {
        String json = "{\"system_info\": {\"%s\": [%s]}}";
        String name = "n".repeat(100_000);
        JsonNode before = StrictJson.read(json.formatted(name, "1,".repeat(5_000) + "1"));
        JsonNode after = StrictJson.read(json.formatted(name, "2,0,".repeat(2_500) + "2"));
        StateChanges changes = StateChanges.between(before, after, Noise.DEFAULT);
        assertThat(bytes(changes.patch())).isLessThan(bytes(after) + 200);
        assertThat(bytes(changes.summary())).isLessThan(1_000_000);
    }
}
