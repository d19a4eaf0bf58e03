package dev.waymark.bench;

import dev.waymark.api.aws.ApiHandler;
import dev.waymark.body.BodyReader;
import dev.waymark.body.BodyWriter;
import dev.waymark.caller.Call;
import dev.waymark.caller.Idempotency;
import dev.waymark.database.Written;
import dev.waymark.id.Ids;
import dev.waymark.json.Digest;
import dev.waymark.step.StepRepository;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/// Waymark's data layer: the repository's method with the caller bound, through the wrapped data source and its pool.
final class RepositoryLane implements Lane {
    private final Ledger ledger;
    private final StepRepository steps;
    private final BodyTemplate body;
    private final Ids ids;
    private final Load load = new Load();
    private final Digest fingerprint = Digest.of("{}".getBytes(StandardCharsets.UTF_8));

    /// @param handler whose beans are used; not closed here
    RepositoryLane(Ledger ledger, ApiHandler handler, boolean snapshots) {
        this.ledger = ledger;
        this.steps = handler.beans().getBean(StepRepository.class);
        this.ids = handler.beans().getBean(Ids.class);
        this.body = SampleStep.stored(
                snapshots,
                handler.beans().getBean(BodyReader.class),
                handler.beans().getBean(BodyWriter.class));
    }

    @Override
    public String name() {
        return "repository";
    }

    @Override
    public double perSecond(int clients, Duration window) throws Exception {
        return load.perSecond(clients, window, this::record);
    }

    private void record(int client) {
        Digest key = Digest.of(UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8));
        var call = new Call(ledger.caller(), new Idempotency(key, fingerprint));
        Written written = call.run(() -> steps.record(ledger.command(client), body.fill(Instant.now(), ids::next)));
        if (written.replayed()) {
            throw new BenchException("a new step was taken for a replay");
        }
    }

    @Override
    public long recorded() {
        return load.done();
    }

    @Override
    public void close() {
        // the handler's beans are its own
    }
}
