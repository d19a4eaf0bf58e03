package dev.waymark.checkpoint;

import dev.waymark.body.OmitNull;
import dev.waymark.document.NewDocuments;
import dev.waymark.json.CanonicalJson;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One write as `insert_writes()` takes it.
///
/// @param value canonical JSON as text
@Introspected
@OmitNull
public record WriteToStore(
        String taskId, int index, @Nullable String taskPath, String key, String value) {

    /// The writes of one call. Of several for one task and index the first stays, but at a negative index
    /// the last: the database would have it so, and takes each place once a statement.
    public static List<WriteToStore> of(List<NewWrite> writes) {
        record Place(String task, int index) {}
        Map<Place, NewWrite> places = new LinkedHashMap<>();
        for (NewWrite write : writes) {
            places.merge(
                    new Place(write.taskId(), write.index()), write, (first, next) -> write.index() < 0 ? next : first);
        }
        return places.values().stream().map(WriteToStore::of).toList();
    }

    private static WriteToStore of(NewWrite write) {
        byte[] value = CanonicalJson.write(write.value() == null ? JsonNode.nullNode() : write.value());
        NewDocuments.requireFits("a write", value.length);
        return new WriteToStore(
                write.taskId(),
                write.index(),
                write.taskPath(),
                write.key(),
                new String(value, StandardCharsets.UTF_8));
    }
}
