package dev.waymark.state;

import dev.waymark.body.Text;
import io.micronaut.core.annotation.Introspected;
import org.jspecify.annotations.Nullable;

/// A rollback of a transition as it is asked for.
///
/// @param trigger why, in a few words
@Introspected
public record StateRollback(
        @Nullable @Text(maxBytes = 4_000) String trigger) {}
