package dev.waymark.contexttemplate;

import dev.waymark.body.BodyReader;
import dev.waymark.database.StoredText;
import dev.waymark.json.StrictJson;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.json.tree.JsonNode;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What rendering needs of a template.
///
/// @param tokenLimit the most tokens that any context of the tenant may have; null where it
///     has set no limit
@MappedEntity("context_template_rows")
@SuppressWarnings("ArrayRecordComponent") // a row on its way out: never compared, and a copy would buy nothing
public record RenderableRow(
        @Id UUID id,
        String name,
        byte[] segments,
        byte[] variables,
        String separator,
        @Nullable String model,
        long version,
        @Nullable Long tokenLimit) {

    /// What the template is made of.
    TemplateParts parts(BodyReader reader) {
        return reader.read(
                JsonNode.createObjectNode(
                        Map.of("segments", StrictJson.read(segments), "variables", StrictJson.read(variables))),
                TemplateParts.class);
    }

    String separatorText() {
        return StoredText.read(separator);
    }
}
