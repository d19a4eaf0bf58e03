package dev.waymark.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does what EventBridge Scheduler does: calls functions at the start and then as often as the template says, one call
/// after the other. A call that fails is told in the log, and made again when its time comes.
final class JobSchedule implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JobSchedule.class);
    private static final long PATIENCE_SECONDS = 10;

    private final ScheduledExecutorService thread;

    private JobSchedule(ScheduledExecutorService thread) {
        this.thread = thread;
    }

    static JobSchedule start(List<Schedule> schedules, Function<String, LocalFunction> functions) {
        var jobs = new JobSchedule(Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("jobs").daemon().factory()));
        schedules.forEach(schedule -> jobs.repeat(schedule, functions.apply(schedule.function())));
        return jobs;
    }

    private void repeat(Schedule schedule, LocalFunction function) {
        byte[] event = schedule.input().getBytes(StandardCharsets.UTF_8);
        var _ = thread.scheduleWithFixedDelay(
                () -> call(schedule, function, event), 0, schedule.every().toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void call(Schedule schedule, LocalFunction function, byte[] event) {
        try {
            function.invoke(event, schedule.name());
        } catch (IOException | RuntimeException e) {
            LOG.warn("{} failed", schedule.name(), e);
        }
    }

    /// Begins nothing more, and lets a call that is under way end for up to 10 seconds.
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
