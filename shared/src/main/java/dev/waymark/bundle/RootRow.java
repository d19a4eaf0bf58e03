package dev.waymark.bundle;

import io.micronaut.core.annotation.Introspected;
import java.util.UUID;

/// What a bundle is of, and its mark.
@Introspected
record RootRow(UUID id, String name, String mark) {}
