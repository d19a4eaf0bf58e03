package dev.waymark.checkpoint;

import dev.waymark.change.MemberChanges;
import dev.waymark.json.CanonicalJson;
import dev.waymark.json.RawJson;
import dev.waymark.paging.Paging;
import dev.waymark.piece.Unlike;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What changed from one checkpoint's state to another's, as it is answered.
///
/// @param patch JSON Patch (RFC 6902): makes the second state of the first exactly; with `keys`, as far as
///     these go
@Introspected
public record CheckpointDifference(UUID from, UUID to, RawJson patch, Keys summary) {
    /// How many bytes of names a problem tells.
    private static final int MAX_NAMED_BYTES = 65_536;

    /// Top-level members.
    ///
    /// @param changed those that are in both with another value
    @Introspected
    public record Keys(List<String> added, List<String> removed, List<String> changed) {}

    /// Compares two states.
    ///
    /// @param keys the only members to look at; all when null
    /// @throws ProblemException 413 when the difference is larger than an answer: it names the keys, to be asked
    ///     for one after the other
    public static CheckpointDifference between(
            UUID from, CheckpointState before, UUID to, CheckpointState after, @Nullable Collection<String> keys) {
        Unlike.Pair unlike = Unlike.between(
                new Unlike.State(before.layout(), before.shelf()),
                new Unlike.State(after.layout(), after.shelf()),
                name -> keys == null || keys.contains(name));
        MemberChanges changes = MemberChanges.between(unlike.before(), unlike.after());
        RawJson patch = RawJson.of(changes.patch());
        List<String> names = Stream.of(changes.added(), changes.removed(), changes.changed())
                .flatMap(List::stream)
                .toList();
        int namesBytes = CanonicalJson.write(JsonNode.createArrayNode(
                        names.stream().map(JsonNode::createStringNode).toList()))
                .length;
        long bytes = (long) patch.utf8().length + namesBytes;
        if (bytes > Paging.BUDGET_BYTES) {
            throw ProblemException.of(
                            ProblemType.TOO_LARGE,
                            "the changes have %d bytes together: read them by ?keys=… one after the other"
                                    .formatted(bytes))
                    .with("limit_bytes", Paging.BUDGET_BYTES)
                    .with("keys", namesBytes > MAX_NAMED_BYTES ? List.of() : names);
        }
        return new CheckpointDifference(
                from, to, patch, new Keys(changes.added(), changes.removed(), changes.changed()));
    }
}
