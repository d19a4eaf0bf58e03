package dev.waymark.cli.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.cli.api.Backoff;
import dev.waymark.cli.api.WaymarkClient;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/// Waits until somebody decides about a step.
public final class ApprovalWait {
    private static final Duration BETWEEN = Duration.ofSeconds(1);

    private final WaymarkClient client;
    private final Backoff.Sleeper sleeper;
    private final AtomicBoolean stopped = new AtomicBoolean();

    public ApprovalWait(WaymarkClient client, Backoff.Sleeper sleeper) {
        this.client = client;
        this.sleeper = sleeper;
    }

    /// How the waiting ended.
    public enum End {
        APPROVED,
        REJECTED,
        TOO_LATE,
        STOPPED
    }

    /// Asks again and again. A signal that would end this program ends the waiting.
    public End until(StepRecord step, Duration longest) throws InterruptedException {
        try (Signals _ = Signals.to(name -> stopped.set(true))) {
            Duration waited = Duration.ZERO;
            while (true) {
                JsonNode now = client.get(step.path());
                String status = now.path("status").asText("");
                if (!status.equals("pending")) {
                    return status.equals("approved") ? End.APPROVED : End.REJECTED;
                }
                if (stopped.get()) {
                    return End.STOPPED;
                }
                if (waited.compareTo(longest) >= 0) {
                    return End.TOO_LATE;
                }
                sleeper.sleep(BETWEEN);
                waited = waited.plus(BETWEEN);
            }
        }
    }
}
