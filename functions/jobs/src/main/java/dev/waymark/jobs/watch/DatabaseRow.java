package dev.waymark.jobs.watch;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// The row of `watch_database()`.
///
/// @param growthRatio null until some days are known
/// @param deadRowPercent null where no table has many dead rows
/// @param mostDead the table with them
/// @param sweepLagSeconds null where nothing is swept
@MappedEntity("watched_databases")
record DatabaseRow(
        @Id long storageBytes,
        @Nullable BigDecimal growthRatio,
        long connections,
        long maxConnections,
        @Nullable BigDecimal deadRowPercent,
        @Nullable String mostDead,
        long unusedIndexCount,
        @Nullable String unusedIndexNames,
        @Nullable String largestTables,
        @Nullable Long sweepLagSeconds,
        @Nullable Long archiveFailures) {}
