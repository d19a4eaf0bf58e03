package dev.waymark.step;

import dev.waymark.body.Text;
import io.micronaut.core.annotation.Introspected;
import org.jspecify.annotations.Nullable;

/// Output of a step that still executes. A secret that is cut in two by a chunk's end is seen as one only when the step
/// ends, so send whole lines.
@Introspected
public record NewOutput(
        @Nullable @Text(maxBytes = NewStep.MAX_TEXT_BYTES, allowNul = true)
        String stdout,

        @Nullable @Text(maxBytes = NewStep.MAX_TEXT_BYTES, allowNul = true)
        String stderr) {
    public boolean isEmpty() {
        return (stdout == null || stdout.isEmpty()) && (stderr == null || stderr.isEmpty());
    }
}
