package dev.waymark.step;

import dev.waymark.body.OmitNull;
import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What `record_steps()` takes.
///
/// @param entryCount how many timeline entries the steps and their snapshots are
/// @param documents canonical text by hex digest
@Introspected
@OmitNull
record StepsToStore(
        Instant at,
        int stepCount,
        long entryCount,
        @Nullable Map<String, String> documents,
        List<StepToStore> steps) {}
