package dev.waymark.bench;

import dev.waymark.migrate.AdminAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// pgbench running the statements that the data source sends, as it sends them: the caller's settings and
/// `record_steps()`, both prepared, in one pipeline with one Sync, so in one implicit transaction.
final class PgbenchLane implements Lane {
    private final AdminAccess access;
    private final Pgbench program;
    private final Path script;
    private long recorded;

    PgbenchLane(Ledger ledger, AdminAccess access, Pgbench program, BodyTemplate body, String newId)
            throws IOException {
        this.access = access;
        this.program = program;
        this.script = Files.createTempFile("waymark-bench-", ".sql");
        Files.writeString(script, script(ledger, body, newId));
    }

    private static String script(Ledger ledger, BodyTemplate body, String newId) {
        return """
                \\startpipeline
                select set_config('waymark.tenant_id', '%s', true), set_config('waymark.agent_id', '', true), \
                set_config('waymark.user_id', '', true), set_config('waymark.actor', '%s', true), \
                set_config('waymark.operator', '', true), set_config('waymark.idempotency', \
                encode(sha256(uuid_send(gen_random_uuid())), 'hex') || ':' || '%s', true);
                select replayed, cast(answer as text) as answer from record_steps(\
                cast('%s' || lpad(:client_id::text, 12, '0') as uuid), cast(%s as json));
                \\endpipeline
                """.formatted(
                        ledger.caller().tenantId(),
                        ledger.caller().actor(),
                        "0".repeat(64),
                        ledger.commandPrefix(),
                        body.sql(newId));
    }

    @Override
    public String name() {
        return "pgbench";
    }

    @Override
    public double perSecond(int clients, Duration window) throws IOException, InterruptedException {
        Pgbench.Outcome outcome = program.run(access, script, clients, LEAD_IN.plus(window));
        recorded += outcome.transactions();
        List<Double> counted = outcome.perSecond()
                .subList((int) LEAD_IN.toSeconds(), outcome.perSecond().size());
        return counted.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    @Override
    public long recorded() {
        return recorded;
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(script);
        } catch (IOException e) {
            throw new BenchException("the script " + script + " stays: " + e.getMessage(), e);
        }
    }
}
