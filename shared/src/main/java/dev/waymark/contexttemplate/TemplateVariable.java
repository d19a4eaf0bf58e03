package dev.waymark.contexttemplate;

import dev.waymark.body.Document;
import dev.waymark.body.OmitNull;
import dev.waymark.body.Text;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import org.jspecify.annotations.Nullable;

/// What may stand for a placeholder.
///
/// @param type `string` when absent
/// @param required whether every rendering has to name it; when absent, true unless it has a
///     default. One that is neither required nor named nor has a default is empty
/// @param defaultValue what it is where a rendering does not name it, of the type; not for
///     one that is required
/// @param description for people
@Introspected
@OmitNull
public record TemplateVariable(
        @Nullable VariableType type,
        @Nullable Boolean required,
        @Nullable @Document JsonNode defaultValue,
        @Nullable @Text(maxBytes = 4_000, allowNul = true) String description) {

    /// A variable that only the text names.
    static final TemplateVariable UNDECLARED = new TemplateVariable(VariableType.STRING, true, null, null);

    VariableType typeOrDefault() {
        return type == null ? VariableType.STRING : type;
    }

    boolean isRequired() {
        return required == null ? defaultValue == null : required;
    }

    /// The same with its defaults filled in.
    TemplateVariable complete() {
        return new TemplateVariable(typeOrDefault(), isRequired(), defaultValue, description);
    }
}
