package dev.waymark.api.aws;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import dev.waymark.caller.Work;
import dev.waymark.log.LogLine;
import dev.waymark.log.LogOutput;
import dev.waymark.log.Metric;
import dev.waymark.log.MetricLine;
import io.micronaut.context.ApplicationContext;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/// One line of the log for each request: what was asked by which tenant, and what came of it. Where
/// `WAYMARK_METRICS` names a namespace, CloudWatch reads metrics from the same line.
final class RequestLines {
    private static final int SERVER_ERROR = 500;

    private final LogOutput output;
    private final @Nullable String namespace;
    private final String function;
    private final HikariDataSource pool;
    private final Clock clock;
    private final AtomicBoolean cold = new AtomicBoolean(true);

    private RequestLines(
            LogOutput output, @Nullable String namespace, String function, HikariDataSource pool, Clock clock) {
        this.output = output;
        this.namespace = namespace;
        this.function = function;
        this.pool = pool;
        this.clock = clock;
    }

    static RequestLines of(Map<String, String> environment, HikariDataSource pool, ApplicationContext beans) {
        String family = environment.getOrDefault("WAYMARK_DB_USER", "").replaceFirst("^waymark_", "");
        return new RequestLines(
                LogOutput.of(environment),
                environment.get("WAYMARK_METRICS"),
                family,
                pool,
                beans.getBean(Clock.class));
    }

    void answered(Work work, int status, Duration took) {
        Level level = status >= SERVER_ERROR ? Level.WARN : Level.INFO;
        boolean first = cold.getAndSet(false);
        if (!output.takes(level)) {
            return;
        }
        LogLine line = LogLine.of(level, "answered")
                .with("function", function)
                .with("status", status)
                .with("problem", work.problem())
                .with("problem_class", work.problemClass())
                .with("constraint", work.violated())
                .with("round_trips", work.roundTrips())
                .with("cold_start", first);
        output.write(metrics(work, took, first).on(line, namespace, clock.instant()));
    }

    private MetricLine metrics(Work work, Duration took, boolean first) {
        HikariPoolMXBean connections = pool.getHikariPoolMXBean();
        return new MetricLine()
                .put(Metric.REQUESTS, 1)
                .put(Metric.LATENCY, took.toMillis())
                .put(Metric.PROBLEMS, work.problem() == null ? null : 1)
                .put(Metric.COLD_STARTS, first ? 1 : 0)
                .put(Metric.POOL_ACTIVE, connections == null ? null : connections.getActiveConnections())
                .put(Metric.POOL_WAITING, connections == null ? null : connections.getThreadsAwaitingConnection())
                .put(Metric.SLOW_STATEMENTS, work.slowStatements())
                .put(Metric.CONSTRAINT_VIOLATIONS, work.violated() == null ? null : 1);
    }
}
