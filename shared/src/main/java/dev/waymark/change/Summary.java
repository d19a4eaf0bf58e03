package dev.waymark.change;

import io.micronaut.json.tree.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What a person reads of a change, by section, and only of sections that changed. A section that was looked at
/// on one side only is compared with nothing, and says so: `"only_in": "after"`.
final class Summary {
    private static final List<String> IN_FILE_SYSTEM = List.of("files", "mounts");

    private final Comparison comparison;
    private final Shown.ObjectNode summary = Shown.object();

    private Summary(Comparison comparison) {
        this.comparison = comparison;
    }

    static JsonNode of(Tree before, Tree after, Comparison comparison) {
        var summary = new Summary(comparison);
        Set<String> names = new TreeSet<>(before.members().keySet());
        names.addAll(after.members().keySet());
        for (String name : names) {
            Tree earlier = before.member(name);
            Tree later = after.member(name);
            if (earlier == null || later == null || !earlier.same(later)) {
                summary.section(name, earlier, later, Place.ROOT.member(name));
            }
        }
        return summary.summary.build();
    }

    private void section(String name, @Nullable Tree before, @Nullable Tree after, Place at) {
        switch (name) {
            case "services_status" -> things("services", new Services(), before, after, at);
            case "packages_installed" -> things("packages", new Packages(), before, after, at);
            case "network_connections" -> things("network", new Network(), before, after, at);
            case "process_list" -> things("processes", new Processes(), before, after, at);
            case "file_system_state" -> fileSystem(before, after, at);
            case "resource_usage" -> places("resources", before, after, at);
            case "system_info" -> places("system", before, after, at);
            default -> places(name, before, after, at);
        }
    }

    private void things(String name, Things.Kind kind, @Nullable Tree before, @Nullable Tree after, Place at) {
        put(name, Things.summary(kind, before, after, at, comparison), before, after);
    }

    private void places(String name, @Nullable Tree before, @Nullable Tree after, Place at) {
        List<Difference> differences = comparison.differences(opposite(before, after), opposite(after, before), at);
        if (!differences.isEmpty()) {
            put(name, Places.ofSection(differences, at), before, after);
        }
    }

    private void fileSystem(@Nullable Tree before, @Nullable Tree after, Place at) {
        for (String name : IN_FILE_SYSTEM) {
            Tree earlier = before == null ? null : before.member(name);
            Tree later = after == null ? null : after.member(name);
            if (earlier != null ? later == null || !earlier.same(later) : later != null) {
                things(name, new Paths(), earlier, later, at.member(name));
            }
        }
        places("file_system", without(before), without(after), at);
    }

    /// The section without what has a summary of its own.
    private static @Nullable Tree without(@Nullable Tree section) {
        if (section == null || !section.isObject()) {
            return section;
        }
        Map<String, Tree> members = new LinkedHashMap<>(section.members());
        IN_FILE_SYSTEM.forEach(members::remove);
        // No other value has this id: it is compared member by member.
        return new Tree(section.node(), -section.id(), section.bytes(), List.of(), members);
    }

    /// Nothing, as an empty value of the kind that it is compared with.
    private static @Nullable Tree opposite(@Nullable Tree tree, @Nullable Tree other) {
        return tree != null || other == null || other.isScalar()
                ? tree
                : new Tree(other.node(), Integer.MIN_VALUE, 2, List.of(), Map.of());
    }

    private void put(String name, Shown.@Nullable ObjectNode section, @Nullable Tree before, @Nullable Tree after) {
        if (section == null) {
            return;
        }
        if (before == null || after == null) {
            section.with("only_in", JsonNode.createStringNode(before == null ? "after" : "before"));
        }
        summary.with(name, section.build());
    }
}
