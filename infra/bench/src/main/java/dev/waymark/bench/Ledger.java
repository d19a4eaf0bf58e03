package dev.waymark.bench;

import dev.waymark.caller.Caller;
import dev.waymark.caller.Scope;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

/// A tenant with one project and one command for each client, so that no client waits for another's row locks.
final class Ledger {
    private static final UUID KEY = new UUID(0x7000, 0x8000_0000_0000_0002L);

    private final BenchDatabase database;
    private final int number;
    private final Caller caller;
    private final List<UUID> commands;

    private Ledger(BenchDatabase database, int number, int clients) {
        this.database = database;
        this.number = number;
        // as the authorizer tells it: the tenant encrypts nothing, and nobody has to ask again
        this.caller = new Caller(
                KEY, UUID.nameUUIDFromBytes(new byte[] {(byte) number}), Set.of(Scope.ADMIN), null, null, "", null);
        this.commands = IntStream.range(0, clients)
                .mapToObj(client -> UUID.fromString(commandPrefix() + "%012d".formatted(client)))
                .toList();
    }

    /// Makes the rows.
    ///
    /// @param number tells the ledgers of one database apart
    static Ledger create(BenchDatabase database, int number, int clients) throws SQLException {
        var ledger = new Ledger(database, number, clients);
        ledger.createTenant();
        ledger.createCommands();
        return ledger;
    }

    Caller caller() {
        return caller;
    }

    /// The command of a client, from 0.
    UUID command(int client) {
        return commands.get(client);
    }

    /// What all command ids begin with; the client's number in 12 decimal digits follows.
    String commandPrefix() {
        return "b0000000-0000-7000-8%03x-".formatted(number);
    }

    /// A connection that sees this tenant's rows.
    Connection connect() throws SQLException {
        return connectAs("waymark_record");
    }

    /// The same as another login role.
    Connection connectAs(String role) throws SQLException {
        Connection connection = database.as(role).open();
        try (PreparedStatement statement =
                connection.prepareStatement("select set_config('waymark.tenant_id', ?, false)")) {
            statement.setString(1, caller.tenantId().toString());
            statement.execute();
        }
        return connection;
    }

    /// Refuses a run whose rows are not what was counted: steps with their result, idempotency keys, audit events and
    /// counters.
    ///
    /// @param result what every step's `execution_result` must be
    void verify(long recorded, String result) throws SQLException {
        String sql = """
                select (select count(*) from command_steps where execution_result = convert_to(?, 'UTF8')),
                       (select count(*) from idempotency_keys),
                       (select count(*) from audit_events where action = 'step.recorded'),
                       (select coalesce(sum(next_step_index), 0) from commands),
                       (select coalesce(sum(next_step_number - 1), 0) from projects),
                       (select coalesce(sum(audit_count - 1), 0) from commands),
                       (select count(distinct (project_id, step_number)) from command_steps)
                """;
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, result);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
                    if (row.getLong(column) != recorded) {
                        throw new BenchException("%d recordings were counted, and check %d found %d"
                                .formatted(recorded, column, row.getLong(column)));
                    }
                }
            }
        }
    }

    /// How many steps there are.
    long steps() throws SQLException {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement("select count(*) from command_steps");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /// How many evaluations there are.
    long evaluations() throws SQLException {
        try (Connection connection = connect();
                PreparedStatement statement =
                        connection.prepareStatement("select sum(state_evaluation_count) from commands");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private void createTenant() throws SQLException {
        try (Connection connection = database.as("waymark_access").open();
                PreparedStatement statement =
                        connection.prepareStatement("select ensure_local_tenant(?, ?, ?, ?, ?)")) {
            String key = "wm_bench_" + number;
            statement.setObject(1, caller.tenantId());
            statement.setString(2, "bench " + number);
            statement.setObject(3, UUID.randomUUID());
            statement.setString(4, key);
            statement.setBytes(5, sha256(key));
            statement.execute();
        }
    }

    private void createCommands() throws SQLException {
        try (Connection connection = connect()) {
            for (int client = 0; client < commands.size(); client++) {
                call(
                        connection,
                        "select put_project('p%d', gen_random_uuid(), json_build_object('at', now(), 'name', 'Project'), null, false, false)"
                                .formatted(client));
                call(connection, """
                        select create_command(json_build_object('id', '%s', 'at', now(), 'project', 'p%d', 'request', 'make the tests pass',
                          'agent', 'coder', 'new_agent_id', gen_random_uuid(), 'requires_state_evaluation', false, 'adaptive_mode', true))
                        """.formatted(commands.get(client), client));
            }
        }
    }

    private static void call(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.execute();
        }
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every JDK has SHA-256", impossible);
        }
    }
}
