package dev.waymark.bundle;

import dev.waymark.body.Text;
import io.micronaut.core.annotation.Introspected;
import jakarta.validation.constraints.NotNull;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Part of a bundle that is to be taken in.
///
/// @param id of the project or the agent
/// @param as another key for the project, or another name for the agent; its own when absent
/// @param lines as [BundlePage] has them, in the same order
/// @param finish whether nothing follows: then everything has to fit together
@Introspected
public record NewBundlePage(
        @NotNull BundleKind kind,
        @NotNull UUID id,
        @Nullable @Text(maxBytes = 1_000) String as,
        @NotNull @Text(maxBytes = 50 * 1024 * 1024) String lines,
        @Nullable Boolean finish) {}
