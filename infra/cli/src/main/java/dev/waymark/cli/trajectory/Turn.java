package dev.waymark.cli.trajectory;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One action of the agent with what came of it, whatever the file's variant.
///
/// @param action exactly as run; may be empty
/// @param observation the output
/// @param thought why; may be empty
/// @param executionTime null where the file does not say
/// @param state what the environment reported with this turn; null where the file does not say
public record Turn(
        String action,
        String observation,
        String thought,
        @Nullable Duration executionTime,
        @Nullable ObjectNode state) {}
