package dev.waymark.cli.run;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How a program ended.
///
/// @param exitCode 128 and the signal's number where a signal ended it; 127 or 126 where it could not be started
/// @param signal the one that was passed on to it, such as `INT`; null when none was
public record Outcome(
        int exitCode, @Nullable String signal, KeptOutput out, KeptOutput err, Instant startedAt, Instant endedAt) {}
