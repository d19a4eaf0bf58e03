package dev.waymark.migrate;

import java.sql.Connection;
import java.sql.SQLException;

/// How this server finds the nearest embeddings: with pgvector where it offers that, else exactly.
/// Decides which of
/// two repeatable migrations of the same name runs; it runs anew when a server begins to offer
/// pgvector.
final class VectorSearch {
    /// Folder of the class path for servers without pgvector.
    static final String EXACT = "db/exact";

    /// Folder of the class path for servers with pgvector 0.8 or later, whose index goes on
    /// searching past rows that a
    /// filter drops.
    static final String NEAREST = "db/nearest";

    private static final String IS_OFFERED = """
            select exists (
              select from pg_available_extensions
               where name = 'vector'
                 and string_to_array(regexp_replace(coalesce(installed_version, default_version), '[^0-9.].*', ''), '.')::integer[]
                     >= array[0, 8])
            """;
    private static final String IS_INSTALLED = "select exists (select from pg_extension where extname = 'vector')";

    private final CatalogStatements catalog;

    private VectorSearch(CatalogStatements catalog) {
        this.catalog = catalog;
    }

    /// The folder for this server. Installs pgvector where it is offered and the admin may install
    /// it; where not, the
    /// search is exact until somebody who may has done so and migrations run again.
    static String folder(Connection connection) throws SQLException {
        return new VectorSearch(new CatalogStatements(connection)).isReady() ? NEAREST : EXACT;
    }

    private boolean isReady() throws SQLException {
        if (!catalog.isTrue(IS_OFFERED)) {
            return false;
        }
        if (!catalog.isTrue(IS_INSTALLED)) {
            install();
        }
        return catalog.isTrue(IS_INSTALLED);
    }

    private void install() throws SQLException {
        try {
            catalog.execute("create extension if not exists vector schema public");
        } catch (SQLException e) {
            if (!"42501".equals(e.getSQLState())) {
                throw e;
            }
        }
    }
}
