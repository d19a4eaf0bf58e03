package dev.waymark.state;

import dev.waymark.document.StoredBody;
import dev.waymark.json.Digest;
import dev.waymark.json.RawJson;
import dev.waymark.json.StrictJson;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.json.tree.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The bodies of a version's partitions, each checked against its digest.
///
/// @param byPartition canonical JSON
public record StateBodies(Map<Partition, RawJson> byPartition) {
    /// Those that were read, and those that the writer had at hand.
    ///
    /// @param asked the names of the partitions that the row should have bodies of
    /// @param atHand canonical text by digest, of what was just written; null for nothing
    /// @throws ProblemException 500 integrity-error for a body that is lost or does not match its digest
    public static StateBodies of(StateRow row, Collection<String> asked, @Nullable Map<String, String> atHand) {
        var bodies = new EnumMap<Partition, RawJson>(Partition.class);
        for (Partition partition : Partition.values()) {
            String written = atHand == null ? null : atHand.get(row.digestOf(partition));
            if (written != null) {
                bodies.put(partition, new RawJson(written.getBytes(StandardCharsets.UTF_8)));
            } else if (asked.contains(partition.word())) {
                bodies.put(partition, verified(row, partition));
            }
        }
        return new StateBodies(bodies);
    }

    /// The state as one object.
    public JsonNode asObject() {
        var members = new LinkedHashMap<String, JsonNode>();
        byPartition.forEach((partition, body) -> members.put(partition.word(), StrictJson.read(body.utf8())));
        return JsonNode.createObjectNode(members);
    }

    private static RawJson verified(StateRow row, Partition partition) {
        byte[] stored = row.bodyOf(partition);
        byte[] body = stored == null ? null : StoredBody.json(stored);
        if (body == null || !Digest.of(body).hex().equals(row.digestOf(partition))) {
            throw ProblemException.of(
                    ProblemType.INTEGRITY_ERROR,
                    "%s of state %s does not match its digest".formatted(partition.word(), row.id()));
        }
        return new RawJson(body);
    }
}
