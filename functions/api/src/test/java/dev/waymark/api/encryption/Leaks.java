package dev.waymark.api.encryption;

import dev.waymark.api.Functions;
import dev.waymark.postgres.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/// Looks for a text in every column of every table: as it is, in bytes, and as base64 of either.
final class Leaks {
    private final TestDatabase database;

    Leaks(Functions functions) {
        org.junit.jupiter.api.Assumptions.assumeTrue(
                functions.database().inspectsEveryRow(), "skipped: this server has no superuser to look with");
        this.database = functions.database();
    }

    /// The columns of the tenant's rows that hold the text, as `table.column`.
    Set<String> of(String text, UUID tenant) {
        var found = new TreeSet<String>();
        try (Connection connection = database.inspect()) {
            for (List<String> column : columns(connection)) {
                String sql = """
                        select exists (select from %1$s t
                                        where t.tenant_id = ? and (t.%2$s::text like ? or t.%2$s::text like ? or t.%2$s::text like ?))""".formatted(column.get(0), '"' + column.get(1) + '"');
                try (PreparedStatement statement = connection.prepareStatement(sql)) {
                    statement.setObject(1, tenant);
                    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                    statement.setString(2, "%" + text + "%");
                    statement.setString(3, "%" + HexFormat.of().formatHex(bytes) + "%");
                    statement.setString(
                            4, "%" + Base64.getEncoder().encodeToString(bytes).substring(0, 12) + "%");
                    try (ResultSet row = statement.executeQuery()) {
                        row.next();
                        if (row.getBoolean(1)) {
                            found.add(column.get(0) + "." + column.get(1));
                        }
                    }
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return found;
    }

    private static List<List<String>> columns(Connection connection) throws SQLException {
        String sql = """
                select c.relname, a.attname
                  from pg_class c
                  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                 where c.relnamespace = 'public'::regnamespace
                   and c.relkind in ('r', 'p')
                   and exists (select from pg_attribute i where i.attrelid = c.oid and i.attname = 'tenant_id')
                 order by 1, 2""";
        List<List<String>> columns = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                columns.add(List.of(rows.getString(1), rows.getString(2)));
            }
        }
        return columns;
    }
}
