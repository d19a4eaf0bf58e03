package dev.waymark.bench;

import dev.waymark.migrate.AdminAccess;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;

/// A database whose bytes are counted.
///
/// @param access as the role that made it
record PlainDatabase(AdminAccess access, String name) {
    private static final String BYTES = """
            select c.relname, pg_total_relation_size(c.oid)
              from pg_class c
              join pg_namespace n on n.oid = c.relnamespace
             where c.relkind in ('r', 'm') and n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'
             order by c.relname
            """;

    /// Makes an empty one on this server.
    static PlainDatabase create(AdminAccess server, String name) throws SQLException {
        execute(server, "create database " + name);
        return new PlainDatabase(server.database(name), name);
    }

    void drop(AdminAccess server) throws SQLException {
        execute(server, "drop database " + name + " with (force)");
    }

    /// Heap, TOAST and indexes of all tables of this database.
    long bytes() throws SQLException {
        return bytesByTable().values().stream().mapToLong(Long::longValue).sum();
    }

    /// The same by the names of the tables.
    Map<String, Long> bytesByTable() throws SQLException {
        var bytes = new LinkedHashMap<String, Long>();
        try (Connection connection = access.open();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(BYTES)) {
            while (rows.next()) {
                bytes.merge(rows.getString(1), rows.getLong(2), Long::sum);
            }
        }
        return bytes;
    }

    /// As programs outside of Java name it, with the port of whatever is before it.
    static String address(String jdbcUrl, AdminAccess access) {
        String user = access.user() == null ? System.getProperty("user.name") : access.user();
        String password = access.password() == null ? "none" : access.password();
        return jdbcUrl.replaceFirst("jdbc:postgresql://", "postgres://" + user + ":" + password + "@")
                .replaceFirst("\\?.*", "");
    }

    static void execute(AdminAccess access, String sql) throws SQLException {
        try (Connection connection = access.open();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
