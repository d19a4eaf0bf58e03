package dev.waymark.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/// Records commands with a baseline of few kinds, looks whether its document is there, and deletes them.
final class CollectorWriter {
    private static final int KINDS = 3_000;
    private static final int AT_MOST = 50;
    private static final String COLLECTED = "WM001";

    private static final String RECORD = """
            with b as (select '{"kind":' || ? || '}' as body), d as (select encode(sha256(convert_to(body, 'UTF8')), 'hex') as digest, body from b)
            select c.* from d cross join lateral create_command(json_build_object(
              'id', cast(? as text), 'at', now(), 'project', 'p0', 'request', 'r', 'requires_state_evaluation', false, 'adaptive_mode', false,
              'baseline_id', gen_random_uuid(), 'baseline', json_build_object('system_info', d.digest),
              'documents', json_build_object(d.digest, d.body))) c""";
    private static final String LOST = """
            select count(*)
              from system_state_snapshots s
             where s.tenant_id = current_tenant() and s.command_id = ?
               and not exists (select from documents d where d.tenant_id = s.tenant_id and d.digest = s.system_info)""";

    private final Ledger ledger;
    private final FastClock clock;
    private final CollectorStress.Counts counts;
    private final Random random;
    private final List<UUID> commands = new ArrayList<>();

    CollectorWriter(Ledger ledger, FastClock clock, CollectorStress.Counts counts, int number) {
        this.ledger = ledger;
        this.clock = clock;
        this.counts = counts;
        this.random = new Random(1_000L + number);
    }

    void run(long end) throws SQLException {
        try (Connection connection = ledger.connect()) {
            connection.setAutoCommit(false);
            while (System.nanoTime() < end) {
                if (commands.isEmpty() || (commands.size() < AT_MOST && random.nextBoolean())) {
                    record(connection);
                } else {
                    forget(connection, commands.remove(random.nextInt(commands.size())));
                }
            }
            while (!commands.isEmpty()) {
                forget(connection, commands.removeLast());
            }
        }
    }

    private void record(Connection connection) throws SQLException {
        UUID command = UUID.randomUUID();
        try (PreparedStatement statement = connection.prepareStatement(RECORD)) {
            clock.tell(connection);
            statement.setString(1, Integer.toString(random.nextInt(KINDS)));
            statement.setString(2, command.toString());
            statement.execute();
        } catch (SQLException e) {
            connection.rollback();
            if (!COLLECTED.equals(e.getSQLState())) {
                throw e;
            }
            counts.add("recordings made again, because a body was collected under them", 1);
            return;
        }
        if (random.nextInt(20) == 0) {
            connection.rollback();
            counts.add("transactions given up on purpose", 1);
            return;
        }
        connection.commit();
        counts.add("commands with a baseline recorded", 1);
        commands.add(command);
    }

    private void forget(Connection connection, UUID command) throws SQLException {
        clock.tell(connection);
        counts.add("references found without their document", Rows.number(connection, LOST, command));
        try (PreparedStatement statement = connection.prepareStatement("select delete_command(?, null, now())")) {
            statement.setObject(1, command);
            statement.execute();
        }
        connection.commit();
        counts.add("commands deleted", 1);
    }
}
