package dev.waymark.bench;

import dev.waymark.api.aws.ApiHandler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Handlers that record and judge, with one connection each, which are counted on their way to PostgreSQL.
final class Recorder implements AutoCloseable {
    private final Ledger ledger;
    private final WireCounter wire;
    private final ApiHandler handler;
    private final ApiHandler judge;

    Recorder(BenchDatabase database, Ledger ledger) throws IOException {
        this.ledger = ledger;
        this.wire = WireCounter.before(database.admin().url());
        this.handler = new ApiHandler(database.environment("waymark_record", wire.jdbcUrl(), 1));
        this.judge = new ApiHandler(database.environment("waymark_judge", wire.jdbcUrl(), 1));
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
        answered(handler, RecordEvent.of(ledger.caller(), ledger.command(0), idempotencyKey, body));
    }

    /// A whole turn: ten tool calls with twenty snapshots, and then ten evaluations, each against an expectation over
    /// what
    /// the step changed.
    ///
    /// @param singly whether each tool call is recorded by itself, as it happens
    /// @param holds whether the expectations do; where one does not, judging takes a second look
    /// @throws BenchException for any answer but 201, and for other verdicts than these must be
    void turn(boolean singly, boolean holds) throws IOException {
        List<UUID> ids = Stream.generate(UUID::randomUUID).limit(10).toList();
        List<String> steps = ids.stream()
                .map(id -> SampleStep.request(true).replaceFirst("\\{", "{\"id\": \"" + id + "\", "))
                .toList();
        if (singly) {
            for (String step : steps) {
                record(step);
            }
        } else {
            record(steps.stream().collect(Collectors.joining(",", "{\"steps\":[", "]}")));
        }
        evaluate(ids, holds);
    }

    private void evaluate(List<UUID> steps, boolean holds) throws IOException {
        String body = steps.stream()
                .map(step -> """
                        {"step_id": "%s", "expectations": [{"name": "demo is installed",
                         "predicate": "$.changes.packages.installed[*].name == \\"%s\\""}]}""".formatted(step, holds ? "demo" : "other"))
                .collect(Collectors.joining(",", "{\"evaluations\":[", "]}"));
        String key = UUID.randomUUID().toString();
        String answer = answered(judge, RecordEvent.ofEvaluations(ledger.caller(), ledger.command(0), key, body));
        String verdict = "\\\"evaluation_type\\\":\\\"" + (holds ? "success" : "failure");
        int verdicts = answer.split(java.util.regex.Pattern.quote(verdict), -1).length - 1;
        if (verdicts != steps.size()) {
            throw new BenchException(
                    "%d of %d verdicts are as they must be: %s".formatted(verdicts, steps.size(), answer));
        }
    }

    private static String answered(ApiHandler handler, String event) throws IOException {
        var out = new ByteArrayOutputStream();
        handler.handleRequest(
                new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)), out, NoContext.INSTANCE);
        String answer = out.toString(StandardCharsets.UTF_8);
        if (!answer.startsWith("{\"statusCode\":201,")) {
            throw new BenchException("the handler answered " + answer);
        }
        return answer;
    }

    long roundTrips() {
        return wire.roundTrips();
    }

    @Override
    public void close() throws IOException {
        handler.close();
        judge.close();
        wire.close();
    }
}
