package dev.waymark.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.json.tree.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// The summary against a model that counts by name and knows nothing of lists.
class SummaryPropertyTest {
    private record Installed(String name, int version) {}

    private static List<Installed> installed(Random random) {
        return IntStream.range(0, random.nextInt(12))
                .mapToObj(_ -> new Installed("p/" + random.nextInt(6), random.nextInt(3)))
                .toList();
    }

    private static JsonNode packages(List<Installed> installed) {
        List<JsonNode> packages = new ArrayList<>();
        for (Installed one : installed) {
            packages.add(JsonNode.createObjectNode(Map.of(
                    "name", JsonNode.createStringNode(one.name()),
                    "version", JsonNode.createStringNode("1." + one.version()))));
        }
        return JsonNode.createObjectNode(Map.of("packages_installed", JsonNode.createArrayNode(packages)));
    }

    @Property
    void packagesAgreeWithCountingByName(@ForAll long seed) {
        var random = new Random(seed);
        List<Installed> before = installed(random);
        List<Installed> after = new ArrayList<>(installed(random));
        JsonNode summary = StateChanges.between(packages(before), packages(after), Noise.DEFAULT)
                .summary();
        Map<String, Integer> came = new TreeMap<>();
        Map<String, Integer> went = new TreeMap<>();
        Map<String, Integer> changed = new TreeMap<>();
        var names = new TreeSet<String>();
        before.forEach(one -> names.add(one.name()));
        after.forEach(one -> names.add(one.name()));
        for (String name : names) {
            int gone = left(before, after, name);
            int come = left(after, before, name);
            count(came, name, Math.max(0, come - gone));
            count(went, name, Math.max(0, gone - come));
            count(changed, name, Math.min(gone, come));
        }
        assertThat(names(summary, "installed")).isEqualTo(came);
        assertThat(names(summary, "removed")).isEqualTo(went);
        Map<String, Integer> told = new TreeMap<>(names(summary, "upgraded"));
        names(summary, "downgraded").forEach((name, count) -> told.merge(name, count, Integer::sum));
        assertThat(told).isEqualTo(changed);

        Collections.shuffle(after, random);
        JsonNode shuffled = StateChanges.between(packages(before), packages(after), Noise.DEFAULT)
                .summary();
        assertThat(names(shuffled, "installed")).isEqualTo(came);
        assertThat(names(shuffled, "removed")).isEqualTo(went);
    }

    /// How many packages of a name `some` has beyond those that `others` has too.
    private static int left(List<Installed> some, List<Installed> others, String name) {
        List<Installed> left = new ArrayList<>(some);
        others.forEach(left::remove);
        return (int) left.stream().filter(one -> one.name().equals(name)).count();
    }

    private static void count(Map<String, Integer> counts, String name, int count) {
        if (count > 0) {
            counts.put(name, count);
        }
    }

    private static Map<String, Integer> names(JsonNode summary, String list) {
        Map<String, Integer> names = new TreeMap<>();
        JsonNode packages = summary.get("packages");
        if (packages != null) {
            packages.get(list)
                    .values()
                    .forEach(one -> names.merge(one.get("name").getStringValue(), 1, Integer::sum));
        }
        return names;
    }

    @Property
    void filesAgreeWithComparingTwoMaps(@ForAll long seed) {
        var random = new Random(seed);
        Map<String, JsonNode> before = files(random);
        Map<String, JsonNode> after = files(random);
        JsonNode summary =
                StateChanges.between(state(before), state(after), Noise.DEFAULT).summary();
        var added = new TreeSet<>(after.keySet());
        added.removeAll(before.keySet());
        var removed = new TreeSet<>(before.keySet());
        removed.removeAll(after.keySet());
        var changed = new TreeSet<>(before.keySet());
        changed.removeIf(path -> !after.containsKey(path) || after.get(path).equals(before.get(path)));
        JsonNode files = summary.get("files");
        if (files == null) {
            assertThat(before).isEqualTo(after);
            return;
        }
        assertThat(texts(files.get("added"))).isEqualTo(added);
        assertThat(texts(files.get("removed"))).isEqualTo(removed);
        var told = new TreeSet<String>();
        files.get("changed").values().forEach(file -> told.add(file.get("path").getStringValue()));
        assertThat(told).isEqualTo(changed);
    }

    private static Map<String, JsonNode> files(Random random) {
        Map<String, JsonNode> files = new HashMap<>();
        for (int i = random.nextInt(8); i > 0; i--) {
            files.put(
                    new RandomJson(random).text(),
                    JsonNode.createObjectNode(Map.of("sha256", JsonNode.createNumberNode(random.nextInt(3)))));
        }
        return files;
    }

    private static JsonNode state(Map<String, JsonNode> files) {
        return JsonNode.createObjectNode(Map.of(
                "file_system_state", JsonNode.createObjectNode(Map.of("files", JsonNode.createObjectNode(files)))));
    }

    private static Set<String> texts(JsonNode list) {
        var texts = new TreeSet<String>();
        list.values().forEach(text -> texts.add(text.getStringValue()));
        return texts;
    }
}
