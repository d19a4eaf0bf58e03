package dev.waymark.checkpoint;

import dev.waymark.body.Document;
import dev.waymark.body.Text;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import jakarta.validation.constraints.NotEmpty;
import org.jspecify.annotations.Nullable;

/// A pending write of a task.
///
/// @param index of the write within its task; the first write at an index stays, but at a negative one the
///     newest
/// @param key what is written, such as a member of the state
/// @param value any JSON value; null when absent
/// @param taskPath where the task stands among others
@Introspected
public record NewWrite(
        @NotEmpty @Text(maxBytes = 1_000) String taskId,
        Integer index,
        @NotEmpty @Text(maxBytes = 1_000) String key,
        @Nullable @Document JsonNode value,
        @Nullable @Text(maxBytes = 1_000) String taskPath) {}
