package dev.waymark.jobs.aws;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.waymark.aws.ArchiveSettings;
import dev.waymark.aws.DataSourceSettings;
import dev.waymark.body.BodyReader;
import dev.waymark.body.BodyWriter;
import dev.waymark.jobs.Deadline;
import dev.waymark.jobs.Job;
import dev.waymark.jobs.Jobs;
import dev.waymark.json.StrictJson;
import io.micronaut.context.ApplicationContext;
import io.micronaut.core.annotation.Introspected;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The handler of what runs on a schedule: `{"job": "<name>"}` in, what came of it out. A job that fails fails the
/// call:
/// the scheduler tries again, and the alarm on errors tells.
public final class JobsHandler implements RequestStreamHandler, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JobsHandler.class);

    /// What is left of a call's time for the statement that is under way, which may take 20 seconds, and the answer.
    private static final Duration FOR_THE_END = Duration.ofSeconds(25);

    private final ApplicationContext context;
    private final Jobs jobs;
    private final BodyReader reader;
    private final BodyWriter writer;
    private final Clock clock;

    /// What the schedule sends.
    @Introspected
    record JobEvent(String job) {}

    /// What a run answers, and logs.
    ///
    /// @param changed how many things it made, moved or removed
    /// @param finished false when the time was up before the work was; the next run goes on
    @Introspected
    record JobReport(String job, long changed, boolean finished, long durationMs) {}

    /// As Lambda makes it: configured by the environment.
    public JobsHandler() {
        this(System.getenv());
    }

    public JobsHandler(Map<String, String> environment) {
        this.context = ApplicationContext.builder()
                .deduceEnvironment(false)
                .banner(false)
                .properties(DataSourceSettings.of(environment))
                .properties(ArchiveSettings.of(environment))
                .start();
        this.jobs = context.getBean(Jobs.class);
        this.reader = context.getBean(BodyReader.class);
        this.writer = context.getBean(BodyWriter.class);
        this.clock = context.getBean(Clock.class);
    }

    @Override
    public void handleRequest(InputStream in, OutputStream out, Context call) throws IOException {
        JobEvent event = reader.read(StrictJson.read(in.readAllBytes()), JobEvent.class);
        Job job = jobs.named(event.job());
        long started = System.nanoTime();
        Duration limit = Duration.ofMillis(call.getRemainingTimeInMillis()).minus(FOR_THE_END);
        Job.Outcome outcome = job.run(Deadline.in(limit, clock));
        long tookMs = Duration.ofNanos(System.nanoTime() - started).toMillis();
        byte[] report = writer.write(new JobReport(job.name(), outcome.changed(), outcome.finished(), tookMs));
        LOG.info("{}", new String(report, java.nio.charset.StandardCharsets.UTF_8));
        out.write(report);
    }

    @Override
    public void close() {
        context.close();
    }
}
