package dev.waymark.api.archive;

import dev.waymark.api.Functions;
import dev.waymark.archive.ArchiveRestoring;
import dev.waymark.archive.Archiving;
import dev.waymark.archive.WrittenArchive;
import dev.waymark.caller.Call;
import dev.waymark.caller.Caller;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Assumptions;

/// Takes rows out of the database into archives, as a sweep does, for one tenant.
final class Shelf {
    static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
    static final Instant TO = Instant.parse("2026-02-01T00:00:00Z");

    private final Functions functions;
    private final UUID tenant;

    /// @param row the id of any row of the tenant, of a table
    Shelf(Functions functions, String table, UUID row) {
        Assumptions.assumeTrue(
                functions.database().inspectsEveryRow(), "skipped: this server has no superuser to look with");
        this.functions = functions;
        this.tenant = UUID.fromString(text("select tenant_id from " + table + " where id = '" + row + "'"));
    }

    UUID tenant() {
        return tenant;
    }

    /// Archiving in the functions' own store.
    Archiving archiving() {
        return functions.handler("waymark_keep").beans().getBean(Archiving.class);
    }

    ArchiveRestoring restoring() {
        return functions.handler("waymark_keep").beans().getBean(ArchiveRestoring.class);
    }

    /// Does something as a caller of the tenant.
    <T, X extends Exception> T as(ScopedValue.CallableOp<T, X> work) throws X {
        return new Call(new Caller(new UUID(0, 0), tenant, Set.of(), null, null), null).run(work);
    }

    /// The lines of rows.
    ///
    /// @param where what is true of them
    List<String> lines(String table, String where) {
        return texts(
                "select json_build_object('table', '%1$s', 'row', to_jsonb(t) - 'tenant_id')::text from %1$s t where tenant_id = '%2$s' and %3$s"
                        .formatted(table, tenant, where));
    }

    /// Writes an archive, and takes the rows out with its end, in one transaction.
    ///
    /// @param taking statements that take the rows out; `<archive>` is its id
    UUID archive(String kind, List<String> lines, List<String> taking, String... users) {
        WrittenArchive written = as(() -> archiving().write(kind, lines, FROM, TO, List.of(users)));
        finish(written, taking);
        return written.id();
    }

    void finish(WrittenArchive written, List<String> taking) {
        List<String> statements = new ArrayList<>();
        taking.forEach(
                sql -> statements.add(sql.replace("<archive>", written.id().toString())));
        statements.add("select finish_archive('%s', %d, %d, '%s', '%s', '%s')"
                .formatted(
                        written.id(),
                        written.rows(),
                        written.sizeBytes(),
                        written.sha256(),
                        written.fromAt(),
                        written.toAt()));
        run(statements);
    }

    /// Runs statements in one transaction, as the tenant.
    void run(List<String> statements) {
        try (Connection connection = functions.database().inspect()) {
            connection.setAutoCommit(false);
            execute(connection, "select set_config('waymark.tenant_id', '" + tenant + "', true)");
            for (String sql : statements) {
                execute(connection, sql);
            }
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.execute();
        }
    }

    String text(String sql) {
        return texts(sql).getFirst();
    }

    long number(String sql) {
        return Long.parseLong(text(sql));
    }

    List<String> texts(String sql) {
        try (Connection connection = functions.database().inspect();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(String.valueOf(rows.getString(1)));
            }
            return texts;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
