package dev.waymark.bundle;

import dev.waymark.body.OmitNull;
import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What `import_bundle()` takes, beside the lines.
///
/// @param digest SHA-256 of the lines, kept by the audit trail
@Introspected
@OmitNull
record BundlePageToStore(
        Instant at, BundleKind kind, UUID id, @Nullable String as, String digest, boolean finish) {}
