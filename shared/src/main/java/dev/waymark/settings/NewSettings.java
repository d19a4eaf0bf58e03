package dev.waymark.settings;

import dev.waymark.body.Text;
import io.micronaut.core.annotation.Introspected;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;

/// What a PUT of settings says: what is not there goes back to its default.
///
/// @param textSearch the text search configuration of PostgreSQL that messages and memories are searched in; `english`
/// @param embeddingDimensions how many numbers an embedding has; 1,536
/// @param contextWindowSize how many messages loading a state answers at most; as many as it asks for
/// @param contextWindowTokenLimit how many tokens of messages it answers at most, and a rendering has; no limit
/// @param sessionIdleMs how long an active session may be idle before it is abandoned; a day
@Introspected
public record NewSettings(
        @Nullable @Text(maxBytes = 63) String textSearch,
        @Nullable @Min(1) @Max(4_000) Integer embeddingDimensions,
        @Nullable @Min(1) @Max(1_000_000) Integer contextWindowSize,
        @Nullable @Min(1) @Max(1_000_000_000) Long contextWindowTokenLimit,
        @Nullable @Min(1_000) @Max(31_536_000_000L) Long sessionIdleMs) {}
