package dev.waymark.thread;

import dev.waymark.body.JsonObject;
import dev.waymark.body.Text;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import org.jspecify.annotations.Nullable;

/// What a PUT of a thread says.
///
/// @param metadata an object that replaces what is there; stays as it is when absent
@Introspected
public record ThreadChange(
        @Nullable @JsonObject @Text(maxBytes = 65_536) JsonNode metadata) {}
