package dev.waymark.snapshot;

import dev.waymark.change.Noise;
import dev.waymark.change.StateChanges;
import dev.waymark.json.CanonicalJson;
import dev.waymark.json.RawJson;
import dev.waymark.json.StrictJson;
import dev.waymark.paging.Paging;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What changed between two snapshots, as it is answered.
///
/// @param patch JSON Patch (RFC 6902) over the object of sections: makes the second of the first exactly
/// @param summary by section, what a person reads; only sections that changed otherwise than by noise
/// @param noise JSON Pointers of what changed by itself alone: clocks, counters, load, the order of things
@Introspected
public record StateDifference(RawJson patch, RawJson summary, List<String> noise) {

    /// Compares the sections that differ.
    ///
    /// @param rows of one pair of snapshots; those without a section are passed over
    /// @throws ProblemException 500 integrity-error when a body does not match its digest, naming both; 413
    ///     when the difference is larger than an answer, and has to be asked for by section
    public static StateDifference of(List<ChangedSectionRow> rows) {
        Map<String, JsonNode> before = new LinkedHashMap<>();
        Map<String, JsonNode> after = new LinkedHashMap<>();
        String noise = null;
        for (ChangedSectionRow row : rows) {
            noise = row.noise();
            String section = row.section();
            if (section != null) {
                put(before, section, row.beforeId(), row.beforeDigest(), row.beforeBody(), row.beforeIntact());
                put(after, section, row.afterId(), row.afterDigest(), row.afterBody(), row.afterIntact());
            }
        }
        return fitting(StateChanges.between(
                JsonNode.createObjectNode(before),
                JsonNode.createObjectNode(after),
                noise == null ? Noise.DEFAULT : Noise.of(StrictJson.read(noise))));
    }

    private static void put(
            Map<String, JsonNode> sections,
            String section,
            @Nullable UUID snapshot,
            @Nullable String digest,
            byte @Nullable [] body,
            @Nullable Boolean intact) {
        if (digest == null) {
            return;
        }
        if (body == null || !Objects.equals(intact, true)) {
            throw ProblemException.of(
                    ProblemType.INTEGRITY_ERROR,
                    "section %s of snapshot %s does not match its digest %s".formatted(section, snapshot, digest));
        }
        sections.put(section, StrictJson.read(body));
    }

    private static StateDifference fitting(StateChanges changes) {
        var difference =
                new StateDifference(RawJson.of(changes.patch()), RawJson.of(changes.summary()), changes.noise());
        long bytes = (long) difference.patch.utf8().length
                + difference.summary.utf8().length
                + CanonicalJson.write(JsonNode.createArrayNode(changes.noise().stream()
                                .map(JsonNode::createStringNode)
                                .toList()))
                        .length;
        if (bytes > Paging.BUDGET_BYTES) {
            throw ProblemException.of(
                            ProblemType.TOO_LARGE,
                            "the changes have %d bytes together: read them by ?sections=… one after the other"
                                    .formatted(bytes))
                    .with("limit_bytes", Paging.BUDGET_BYTES);
        }
        return difference;
    }
}
