package dev.waymark.tenant;

import dev.waymark.body.Text;
import io.micronaut.core.annotation.Introspected;
import jakarta.validation.constraints.NotBlank;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A tenant as it is asked for.
@Introspected
public record NewTenant(
        @Nullable UUID id, @NotBlank @Text(maxBytes = 1_000) String name) {}
