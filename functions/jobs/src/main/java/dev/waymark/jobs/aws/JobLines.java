package dev.waymark.jobs.aws;

import dev.waymark.body.BodyWriter;
import dev.waymark.caller.Work;
import dev.waymark.jobs.Job;
import dev.waymark.log.FailureText;
import dev.waymark.log.LogLine;
import dev.waymark.log.LogOutput;
import dev.waymark.log.Metric;
import dev.waymark.log.MetricLine;
import io.micronaut.core.annotation.Introspected;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/// One line of the log for each run of a job: what it did, and its figures. Where `WAYMARK_METRICS`
/// names a namespace, CloudWatch reads metrics from the same line.
final class JobLines {
    private final LogOutput output;
    private final @Nullable String namespace;
    private final BodyWriter writer;
    private final Clock clock;

    private JobLines(LogOutput output, @Nullable String namespace, BodyWriter writer, Clock clock) {
        this.output = output;
        this.namespace = namespace;
        this.writer = writer;
        this.clock = clock;
    }

    static JobLines of(Map<String, String> environment, BodyWriter writer, Clock clock) {
        return new JobLines(LogOutput.of(environment), environment.get("WAYMARK_METRICS"), writer, clock);
    }

    /// What a run answers.
    ///
    /// @param changed how many things it made, moved or removed
    /// @param finished false when the time was up before the work was; the next run goes on
    @Introspected
    record JobReport(String job, long changed, boolean finished, long durationMs) {}

    /// Has the job run, and answers the report of it.
    ///
    /// @throws IllegalStateException in place of a failure whose message may hold what a table
    ///     holds: the caller logs it
    byte[] told(Job job, Work work, Supplier<Job.Outcome> run) {
        Work.noteOperation(job.name());
        long started = System.nanoTime();
        try {
            Job.Outcome outcome = run.get();
            long tookMs = Duration.ofNanos(System.nanoTime() - started).toMillis();
            LogLine line = LogLine.of(Level.INFO, "job ran")
                    .with("changed", outcome.changed())
                    .with("finished", outcome.finished())
                    .with("duration_ms", tookMs)
                    .with("round_trips", work.roundTrips());
            write(line, work, 0, outcome.figures());
            return writer.write(new JobReport(job.name(), outcome.changed(), outcome.finished(), tookMs));
        } catch (RuntimeException e) {
            LogLine line = LogLine.of(Level.ERROR, "job failed")
                    .with("failure", FailureText.of(e))
                    .with("stack", FailureText.stack(e));
            write(line, work, 1, Map.of());
            throw FailureText.isOurOwn(e)
                    ? e
                    : new IllegalStateException("the job " + job.name() + " failed: " + FailureText.of(e));
        }
    }

    private void write(LogLine line, Work work, int failures, Map<Metric, Double> figures) {
        var metrics =
                new MetricLine().put(Metric.JOB_FAILURES, failures).put(Metric.SLOW_STATEMENTS, work.slowStatements());
        figures.forEach(metrics::put);
        output.write(metrics.on(line, namespace, clock.instant()));
    }
}
