package dev.waymark.evaluation;

import io.micronaut.json.tree.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which changes somebody said to expect, by expectations over the system's state or by the approver's
/// `expected_impact`.
///
/// A change is expected when a name that was said is in its name (or its name in what was said): a predicate that says
/// `"nginx"` expects the service, the package `nginx-common` and the port that the process `nginx` opened. And when its
/// section was named as a whole, with no name in it: `$.changes.files.added.size() == 2`. Where nobody said anything of
/// the state, nothing is unexpected. What comes and goes by itself (processes, resources, connections) never is, nor is
/// what was looked at on one side of the step only.
final class Expected {
    private static final int MAX_ITEMS = 20;
    private static final int MIN_NAME_CHARS = 2;

    /// Section of a summary → section of a snapshot, and what changes in it that somebody has done.
    private static final Map<String, String> SECTIONS = Map.of(
            "services", "services_status",
            "packages", "packages_installed",
            "network", "network_connections",
            "files", "file_system_state",
            "mounts", "file_system_state");

    private static final Set<String> LISTS_OF_THEIR_OWN =
            Set.of("connections_opened", "connections_closed", "other", "only_in");
    private static final List<String> NAMES = List.of("name", "path", "process", "local", "port", "mount");
    /// Words of the state's own structure, which name nothing in it.
    private static final Set<String> STRUCTURE = Set.of(
            "before",
            "after",
            "changes",
            "result",
            "step",
            "services",
            "services_status",
            "packages",
            "packages_installed",
            "network",
            "network_connections",
            "files",
            "file_system_state",
            "mounts",
            "processes",
            "process_list",
            "resources",
            "resource_usage",
            "system",
            "system_info",
            "file_system",
            "started",
            "stopped",
            "changed",
            "installed",
            "removed",
            "upgraded",
            "downgraded",
            "added",
            "ports_opened",
            "ports_closed",
            "name",
            "version",
            "state",
            "status",
            "path",
            "local",
            "port",
            "process",
            "sha256",
            "mode",
            "from",
            "to",
            "size",
            "type",
            "stdout",
            "stderr",
            "exit_code");

    private final Set<String> names = new HashSet<>();
    private final Set<String> wholeSections = new HashSet<>();
    private boolean ofState;

    /// One change that nobody expected.
    record Change(String what, JsonNode item, String at) {}

    private Expected() {}

    static Expected of(List<Expectation> expectations, @Nullable JsonNode impact) {
        var expected = new Expected();
        expectations.forEach(expectation -> expected.add(new PredicateText(expectation.predicate())));
        if (impact != null) {
            expected.ofState = true;
            expected.addWords(impact);
        }
        return expected;
    }

    private void add(PredicateText predicate) {
        Set<String> words = new HashSet<>(predicate.members());
        words.addAll(predicate.literals());
        Set<String> sections = new HashSet<>(words);
        sections.retainAll(STRUCTURE);
        SECTIONS.forEach((summary, snapshot) -> {
            if (sections.contains(summary) || sections.contains(snapshot)) {
                ofState = true;
                words.removeAll(STRUCTURE);
                if (words.isEmpty()) {
                    wholeSections.add(summary);
                }
                names.addAll(words);
            }
        });
    }

    private void addWords(JsonNode impact) {
        if (impact.isString()) {
            names.add(impact.getStringValue());
        } else if (impact.isObject()) {
            impact.entries().forEach(member -> {
                boolean whole =
                        member.getValue().isBoolean() && member.getValue().getBooleanValue();
                SECTIONS.forEach((summary, snapshot) -> {
                    if (whole
                            && (member.getKey().equals(summary)
                                    || member.getKey().equals(snapshot))) {
                        wholeSections.add(summary);
                    }
                });
                if (!STRUCTURE.contains(member.getKey())) {
                    names.add(member.getKey());
                }
                addWords(member.getValue());
            });
        } else if (impact.isArray()) {
            impact.values().forEach(this::addWords);
        }
    }

    /// The changes in this summary that nobody expected, the first twenty.
    List<Change> missingFrom(JsonNode summary) {
        List<Change> unexpected = new ArrayList<>();
        if (!ofState || !summary.isObject()) {
            return unexpected;
        }
        for (Map.Entry<String, JsonNode> section : summary.entries()) {
            JsonNode lists = section.getValue();
            if (!SECTIONS.containsKey(section.getKey())
                    || wholeSections.contains(section.getKey())
                    || !lists.isObject()
                    || lists.get("only_in") != null) {
                continue;
            }
            for (Map.Entry<String, JsonNode> list : lists.entries()) {
                if (!LISTS_OF_THEIR_OWN.contains(list.getKey())
                        && list.getValue().isArray()) {
                    collect(section.getKey(), list.getKey(), list.getValue(), unexpected);
                }
            }
        }
        return unexpected;
    }

    private void collect(String section, String list, JsonNode items, List<Change> unexpected) {
        int place = 0;
        for (JsonNode item : items.values()) {
            String at = "$.changes.%s.%s[%d]".formatted(section, list, place++);
            if (unexpected.size() < MAX_ITEMS && !isExpected(item)) {
                unexpected.add(new Change(section + " " + list.replace('_', ' '), Context.shown(item), at));
            }
        }
    }

    private boolean isExpected(JsonNode item) {
        for (String name : namesOf(item)) {
            for (String said : names) {
                boolean inIt = said.length() >= MIN_NAME_CHARS && name.contains(said);
                if (name.equals(said) || inIt || (name.length() >= MIN_NAME_CHARS && said.contains(name))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static List<String> namesOf(JsonNode item) {
        if (!item.isObject()) {
            return item.isString() ? List.of(item.getStringValue()) : List.of();
        }
        List<String> names = new ArrayList<>();
        for (String member : NAMES) {
            JsonNode value = item.get(member);
            if (value != null && value.isString()) {
                names.add(value.getStringValue());
            } else if (value != null && value.isNumber()) {
                names.add(value.coerceStringValue());
            } else if (value != null && value.isObject()) {
                names.addAll(namesOf(value));
            }
        }
        return names;
    }
}
