package dev.waymark.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class SchemaFileTest {
    private static final int WRITTEN_BY_VERSION = 18;
    private static final String GENERATED = "<!-- generated from the catalogue from here on -->";

    @Test
    void theCommittedSchemaIsTheOneThatTheMigrationsMake() throws IOException, SQLException {
        Path file = Path.of(System.getProperty("waymark.root"), "functions", "migrate", "schema.sql");
        try (var database = TestDatabase.create();
                Connection connection = database.admin()) {
            assertCurrent(connection, file, SchemaText.of(connection));
        }
    }

    /// What stands before the first area is written by hand.
    @Test
    void theDataModelsGuideShowsTheTablesThatTheMigrationsMake() throws IOException, SQLException {
        Path file = Path.of(System.getProperty("waymark.root"), "infra", "docs", "data-model.md");
        String guide = Files.readString(file);
        try (var database = TestDatabase.create();
                Connection connection = database.admin()) {
            String head = guide.substring(0, guide.indexOf(GENERATED) + GENERATED.length());
            assertCurrent(connection, file, head + "\n" + DataModelText.of(connection));
        }
    }

    private static void assertCurrent(Connection connection, Path file, String current)
            throws IOException, SQLException {
        int version = connection.getMetaData().getDatabaseMajorVersion();
        Assumptions.assumeTrue(
                version == WRITTEN_BY_VERSION,
                "skipped: PostgreSQL " + version + " prints the catalogue otherwise than " + WRITTEN_BY_VERSION);
        if (Boolean.getBoolean("waymark.schema.write")) {
            Files.writeString(file, current);
        }
        assertThat(Files.exists(file) ? Files.readString(file) : "")
                .as(file.getFileName() + " is stale; refresh it with"
                        + " mvn -pl infra/postgres -am verify -Dwaymark.schema.write=true")
                .isEqualTo(current);
    }

    @Test
    void noFunctionOfTheOwnerRunsAsItsDefiner() throws SQLException {
        try (var database = TestDatabase.create();
                Connection connection = database.admin()) {
            assertThat(Sql.text(connection, """
                            select coalesce(string_agg(oid::regprocedure::text, ', '), 'none')
                              from pg_proc
                             where prosecdef
                               and pronamespace = 'public'::regnamespace
                               and proowner = 'waymark_owner'::regrole"""))
                    .as("the owner inherits from roles that see past tenants, so such a function would too")
                    .isEqualTo("none");
        }
    }
}
