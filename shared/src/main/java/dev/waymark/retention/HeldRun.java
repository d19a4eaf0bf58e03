package dev.waymark.retention;

import io.micronaut.core.annotation.Introspected;
import java.util.UUID;

/// A sweep that somebody is at: what `begin_retention_run()` answers.
///
/// @param fencingToken needed for all that the run does; whoever took the run over has a newer one
@Introspected
public record HeldRun(UUID id, long fencingToken) {}
