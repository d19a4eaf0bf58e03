package dev.waymark.jobs.aws;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.waymark.aws.ArchiveSettings;
import dev.waymark.aws.DataSourceSettings;
import dev.waymark.body.BodyReader;
import dev.waymark.body.BodyWriter;
import dev.waymark.caller.Work;
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

/// The handler of what runs on a schedule: `{"job": "<name>"}` in, what came of it out. A job that fails fails the
/// call:
/// the scheduler tries again, and the alarm on errors tells.
public final class JobsHandler implements RequestStreamHandler, AutoCloseable {
    /// What is left of a call's time for the statement that is under way, which may take 20 seconds, and the answer.
    private static final Duration FOR_THE_END = Duration.ofSeconds(25);

    private final ApplicationContext context;
    private final Jobs jobs;
    private final BodyReader reader;
    private final JobLines lines;
    private final Clock clock;

    /// What the schedule sends.
    @Introspected
    record JobEvent(String job) {}

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
        this.clock = context.getBean(Clock.class);
        this.lines = JobLines.of(environment, context.getBean(BodyWriter.class), clock);
    }

    @Override
    public void handleRequest(InputStream in, OutputStream out, Context call) throws IOException {
        JobEvent event = reader.read(StrictJson.read(in.readAllBytes()), JobEvent.class);
        Job job = jobs.named(event.job());
        Duration limit = Duration.ofMillis(call.getRemainingTimeInMillis()).minus(FOR_THE_END);
        var work = new Work(String.valueOf(call.getAwsRequestId()));
        out.write(work.run(() -> lines.told(job, work, () -> job.run(Deadline.in(limit, clock)))));
    }

    @Override
    public void close() {
        context.close();
    }
}
