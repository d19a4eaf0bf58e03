package dev.waymark.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class RecordCountsTest {
    @Test
    void recordingTakesOneRoundTripAndOneTransaction() throws Exception {
        try (BenchServer server = BenchServer.forCounts();
                BenchDatabase database = BenchDatabase.create(server)) {
            Ledger ledger = Ledger.create(database, 0, 1);
            try (var recorder = new Recorder(database, ledger)) {
                // The first ones open the connection and prepare the statements.
                for (int i = 0; i < 10; i++) {
                    recorder.record(SampleStep.request(true));
                }
                assertThat(roundTrips(recorder, SampleStep.request(true))).isEqualTo(1);
                assertThat(roundTrips(recorder, Recorder.bulk(10, true))).isEqualTo(1);
            }
            assertThat(ledger.steps()).isEqualTo(21);
            assertThat(transactionsOfNewestRecording(ledger)).isEqualTo(1);
        }
    }

    @Test
    void aWholeTurnTakesAtMostTwentyFiveStatements() throws Exception {
        try (BenchServer server = BenchServer.forCounts();
                BenchDatabase database = BenchDatabase.create(server)) {
            Ledger ledger = Ledger.create(database, 0, 1);
            try (var recorder = new Recorder(database, ledger)) {
                for (int i = 0; i < 6; i++) {
                    recorder.turn(false, true);
                }
                long before = recorder.roundTrips();
                recorder.turn(true, true);
                long singly = recorder.roundTrips() - before;
                recorder.turn(false, true);
                long inBulk = recorder.roundTrips() - before - singly;
                recorder.turn(false, false);
                long withASecondLook = recorder.roundTrips() - before - singly - inBulk;

                // each round trip is two statements: the caller's settings, and what they are for
                assertThat(singly).isEqualTo(12);
                assertThat(inBulk).isEqualTo(3);
                assertThat(withASecondLook).isEqualTo(4);
                assertThat(2 * singly).isLessThanOrEqualTo(25);
            }
            assertThat(ledger.evaluations()).isEqualTo(90);
        }
    }

    private static long roundTrips(Recorder recorder, String body) throws Exception {
        long before = recorder.roundTrips();
        recorder.record(body, UUID.randomUUID().toString());
        return recorder.roundTrips() - before;
    }

    /// Every row of the newest recording names the transaction that wrote it: ten steps, twenty snapshots, the
    /// idempotency key, the audit event and both counter rows.
    private static long transactionsOfNewestRecording(Ledger ledger) throws SQLException {
        try (Connection connection = ledger.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                select count(distinct writer)
                  from ((select xmin::text as writer from command_steps order by step_number desc limit 10)
                        union all
                        (select xmin::text from system_state_snapshots order by position desc limit 20)
                        union all
                        (select xmin::text from idempotency_keys order by created_at desc limit 1)
                        union all
                        (select xmin::text from audit_events order by chain_index desc limit 1)
                        union all
                        (select xmin::text from commands)
                        union all
                        (select xmin::text from projects)) as written
                """)) {
            row.next();
            return row.getLong(1);
        }
    }
}
