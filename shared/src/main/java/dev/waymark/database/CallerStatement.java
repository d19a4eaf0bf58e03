package dev.waymark.database;

import dev.waymark.caller.Call;
import dev.waymark.caller.Caller;
import dev.waymark.caller.Idempotency;
import dev.waymark.caller.Work;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;

/// A prepared statement behind [CallerDataSource]: binds the caller's settings first, moves the statement's own
/// parameters behind them, and skips the settings' result.
final class CallerStatement {
    private static final String[] SETTINGS = {
        "waymark.tenant_id",
        "waymark.agent_id",
        "waymark.user_id",
        "waymark.actor",
        "waymark.operator",
        "waymark.idempotency"
    };

    private static final String PREFIX = prefix("select ");
    private static final String LIMITED_PREFIX = prefix("select set_config('statement_timeout', ?, true), ");
    private static final String USERS_PREFIX = ofEndUser(PREFIX);
    private static final String LIMITED_USERS_PREFIX = ofEndUser(LIMITED_PREFIX);

    private CallerStatement() {}

    /// What goes before a statement that is prepared now.
    static String prefixed(String sql) {
        Call call = Call.current();
        if (call != null && call.caller().userId() != null) {
            return (StatementLimit.current() == null ? USERS_PREFIX : LIMITED_USERS_PREFIX) + sql;
        }
        return (StatementLimit.current() == null ? PREFIX : LIMITED_PREFIX) + sql;
    }

    /// An authorizer may know a key for a minute after the end user that it is narrowed to was erased.
    private static String ofEndUser(String prefix) {
        return prefix.replace("'waymark.user_id', ?", "'waymark.user_id', end_user(?)");
    }

    /// @param statement made of [#prefixed(String)], under the same limit and for the same caller
    static PreparedStatement of(PreparedStatement statement) throws SQLException {
        int settings = SETTINGS.length + bindLimit(statement);
        bindCaller(statement, settings - SETTINGS.length);
        return CallerDataSource.proxy(PreparedStatement.class, (method, arguments) -> {
            String name = method.getName();
            if (name.startsWith("set") && arguments.length >= 2 && arguments[0] instanceof Integer index) {
                if (leavesTheTypeOpen(name, arguments[1])) {
                    keepInOneTransaction(statement);
                }
                arguments[0] = index + settings;
                return CallerDataSource.call(method, statement, arguments);
            }
            return switch (name) {
                case "executeQuery" -> {
                    executePastSettings(statement);
                    yield statement.getResultSet();
                }
                case "executeUpdate" -> {
                    executePastSettings(statement);
                    yield statement.getUpdateCount();
                }
                case "executeLargeUpdate" -> {
                    executePastSettings(statement);
                    yield statement.getLargeUpdateCount();
                }
                case "execute" -> executePastSettings(statement);
                case "addBatch", "executeBatch", "executeLargeBatch" ->
                    throw new SQLFeatureNotSupportedException("pass many rows as arrays or JSON to one statement");
                default -> CallerDataSource.call(method, statement, arguments);
            };
        });
    }

    /// Whether this sets a parameter whose type the driver leaves to the server: a time, or a null.
    private static boolean leavesTheTypeOpen(String setter, @Nullable Object value) {
        return value == null || setter.equals("setTimestamp") || setter.equals("setNull");
    }

    /// The driver asks the server for types that it does not know, and from then on knows that the rows have no
    /// greatest size. Once it reuses such a statement on the server (from its fifth run on), it sends a Sync
    /// before it, lest both sides wait for each other, and that Sync would end the transaction of the
    /// settings. It asks nothing of a statement that it does not reuse; one whose types are all known is
    /// reused and goes out with a single Sync.
    private static void keepInOneTransaction(PreparedStatement statement) throws SQLException {
        statement.unwrap(PGStatement.class).setPrepareThreshold(0);
    }

    private static boolean executePastSettings(PreparedStatement statement) throws SQLException {
        long sent = System.nanoTime();
        try {
            statement.execute();
        } finally {
            Work.noteStatement(Duration.ofNanos(System.nanoTime() - sent));
        }
        return statement.getMoreResults();
    }

    /// How many parameters the limit has taken.
    private static int bindLimit(PreparedStatement statement) throws SQLException {
        Duration limit = StatementLimit.current();
        if (limit == null) {
            return 0;
        }
        bind(statement, 1, limit.toMillis());
        return 1;
    }

    private static void bindCaller(PreparedStatement statement, int before) throws SQLException {
        Call call = Call.current();
        Caller caller = call == null ? null : call.caller();
        Idempotency idempotency = call == null ? null : call.idempotency();
        bind(statement, before + 1, caller == null ? null : caller.tenantId());
        bind(statement, before + 2, caller == null ? null : caller.agentId());
        bind(statement, before + 3, caller == null ? null : caller.userId());
        bind(statement, before + 4, caller == null ? null : caller.actor());
        bind(statement, before + 5, caller != null && caller.isOperator() ? "on" : null);
        bind(statement, before + 6, idempotency == null ? null : idempotency.setting());
    }

    private static void bind(PreparedStatement statement, int index, @Nullable Object value) throws SQLException {
        statement.setString(index, value == null ? "" : value.toString());
    }

    private static String prefix(String select) {
        var sql = new StringBuilder(select);
        for (String setting : SETTINGS) {
            sql.append("set_config('").append(setting).append("', ?, true), ");
        }
        sql.setLength(sql.length() - 2);
        return sql.append("; ").toString();
    }
}
