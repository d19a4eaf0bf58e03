package dev.waymark.settings;

import io.micronaut.core.annotation.Introspected;
import java.time.Instant;

/// What `put_settings()` takes.
@Introspected
public record SettingsToStore(Instant at, NewSettings settings) {}
