package dev.waymark.redaction;

import io.micronaut.core.annotation.Introspected;
import jakarta.validation.constraints.Size;
import java.util.List;

/// What a tenant wants taken out beside what is taken out for everybody.
@Introspected
public record RedactionSettings(
        @Size(max = PatternRules.MAX_PATTERNS) List<RedactionPattern> patterns) {}
