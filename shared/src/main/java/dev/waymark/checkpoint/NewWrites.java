package dev.waymark.checkpoint;

import io.micronaut.core.annotation.Introspected;
import jakarta.validation.constraints.Size;
import java.util.List;

/// Pending writes as they are handed in.
///
/// @param writes 1 to 1,000
@Introspected
public record NewWrites(@Size(min = 1, max = 1_000) List<NewWrite> writes) {}
