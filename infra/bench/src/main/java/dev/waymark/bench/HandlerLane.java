package dev.waymark.bench;

import dev.waymark.api.aws.ApiHandler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;

/// The whole handler: an event of API Gateway as JSON in, its answer as JSON out.
final class HandlerLane implements Lane {
    private static final String CREATED = "{\"statusCode\":201,";

    private final Ledger ledger;
    private final ApiHandler handler;
    private final String body;
    private final Load load = new Load();

    /// @param handler not closed here
    HandlerLane(Ledger ledger, ApiHandler handler, boolean snapshots) {
        this.ledger = ledger;
        this.handler = handler;
        this.body = SampleStep.request(snapshots);
    }

    @Override
    public String name() {
        return "handler";
    }

    @Override
    public double perSecond(int clients, Duration window) throws Exception {
        return load.perSecond(clients, window, this::record);
    }

    private void record(int client) throws IOException {
        String event = RecordEvent.of(
                ledger.caller(), ledger.command(client), UUID.randomUUID().toString(), body);
        var out = new ByteArrayOutputStream(2048);
        handler.handleRequest(
                new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)), out, NoContext.INSTANCE);
        String answer = out.toString(StandardCharsets.UTF_8);
        if (!answer.startsWith(CREATED)) {
            throw new BenchException("the handler answered " + answer);
        }
    }

    @Override
    public long recorded() {
        return load.done();
    }

    @Override
    public void close() {
        // the handler belongs to whoever made it
    }
}
