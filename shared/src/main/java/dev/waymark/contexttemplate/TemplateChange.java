package dev.waymark.contexttemplate;

import dev.waymark.body.Text;
import io.micronaut.core.annotation.Introspected;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A template as it is asked for: the whole of it.
///
/// @param segments in the order in which they are rendered
/// @param variables by name; one that a text names and this does not is a required string
/// @param separator what stands between two segments; an empty line when absent
/// @param model whose tokens are counted where a rendering names no model
/// @param useCases what it is good for, to be found by
/// @param agentTypes the `agent_type` of the agents that it is for; all when absent. A key
///     that is restricted to an agent sees only templates for that agent's type
@Introspected
public record TemplateChange(
        @Nullable @Text(maxBytes = 65_536, allowNul = true) String description,

        @Valid @Size(min = 1, max = 500) List<@Valid TemplateSegment> segments,

        @Nullable @Valid @Size(max = 500) Map<String, @Valid TemplateVariable> variables,

        @Nullable @Text(maxBytes = 500, allowNul = true) String separator,

        @Nullable @NotEmpty @Text(maxBytes = 200) String model,

        @Nullable @Size(max = 100) List<@NotEmpty @Text(maxBytes = 1_000, allowNul = true) String> useCases,
        @Nullable @Size(max = 100) List<@NotEmpty @Text(maxBytes = 1_000, allowNul = true) String> agentTypes) {
    private static final String DEFAULT_SEPARATOR = "\n\n";

    public String separatorOrDefault() {
        return separator == null ? DEFAULT_SEPARATOR : separator;
    }
}
