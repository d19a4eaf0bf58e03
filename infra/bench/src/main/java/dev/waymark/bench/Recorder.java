package dev.waymark.bench;

import dev.waymark.api.aws.ApiHandler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A handler with one connection, which is counted on its way to PostgreSQL.
final class Recorder implements AutoCloseable {
    private final Ledger ledger;
    private final WireCounter wire;
    private final ApiHandler handler;

    Recorder(BenchDatabase database, Ledger ledger) throws IOException {
        this.ledger = ledger;
        this.wire = WireCounter.before(database.admin().url());
        this.handler = new ApiHandler(database.environment("waymark_record", wire.jdbcUrl(), 1));
    }

    /// A body with as many steps, all in one.
    static String bulk(int steps, boolean snapshots) {
        return IntStream.range(0, steps)
                .mapToObj(_ -> SampleStep.request(snapshots))
                .collect(Collectors.joining(",", "{\"steps\":[", "]}"));
    }

    /// Records with a new idempotency key, into the first command of the ledger.
    void record(String body) throws IOException {
        record(body, UUID.randomUUID().toString());
    }

    /// Records with this idempotency key.
    ///
    /// @throws BenchException for any answer but 201
    void record(String body, String idempotencyKey) throws IOException {
        String event = RecordEvent.of(ledger.caller(), ledger.command(0), idempotencyKey, body);
        var out = new ByteArrayOutputStream();
        handler.handleRequest(
                new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)), out, NoContext.INSTANCE);
        String answer = out.toString(StandardCharsets.UTF_8);
        if (!answer.startsWith("{\"statusCode\":201,")) {
            throw new BenchException("the handler answered " + answer);
        }
    }

    long roundTrips() {
        return wire.roundTrips();
    }

    @Override
    public void close() throws IOException {
        handler.close();
        wire.close();
    }
}
