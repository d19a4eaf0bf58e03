package dev.waymark.postgres;

import static dev.waymark.postgres.Sql.execute;
import static dev.waymark.postgres.Sql.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.migrate.Roles;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class TestDatabaseTest {
    static final Iterable<String> LOGINS = Roles.LOGINS;

    @ParameterizedTest
    @FieldSource("LOGINS")
    void everyLoginRoleGetsInAndCannotBypassRowSecurity(String role) throws SQLException {
        try (var database = TestDatabase.create();
                Connection connection = database.connect(role)) {
            assertThat(text(connection, "select session_user")).isEqualTo(role);
            assertThat(text(
                            connection,
                            "select rolsuper or rolbypassrls or rolcreaterole or rolcreatedb from pg_roles"
                                    + " where rolname = session_user"))
                    .isEqualTo("f");
            assertThat(text(connection, "select pg_has_role('waymark_app', 'usage')"))
                    .isEqualTo("t");
        }
    }

    @Test
    void twoDatabasesDoNotSeeEachOther() throws SQLException {
        try (var one = TestDatabase.create();
                var other = TestDatabase.create();
                Connection inOne = one.admin();
                Connection inOther = other.admin()) {
            execute(inOne, "create table only_here ()");

            assertThat(text(inOne, "select to_regclass('only_here') is null")).isEqualTo("f");
            assertThat(text(inOther, "select to_regclass('only_here') is null")).isEqualTo("t");
        }
    }

    @Test
    void inspectSeesRowsThatForcedRowSecurityHidesFromTheOwner() throws SQLException {
        try (var database = TestDatabase.create();
                Connection admin = database.admin();
                Connection inspect = database.inspect()) {
            execute(admin, """
                    set role waymark_owner;
                    create table guarded (id int);
                    insert into guarded values (1);
                    alter table guarded enable row level security;
                    alter table guarded force row level security""");

            assertThat(text(admin, "select count(*) from guarded")).isEqualTo("0");
            assertThat(text(inspect, "select count(*) from guarded"))
                    .isEqualTo(database.inspectsEveryRow() ? "1" : "0");
        }
    }

    @Test
    void closingDropsTheDatabaseEvenWhileItIsInUse() throws SQLException {
        try (var witness = TestDatabase.create();
                Connection admin = witness.admin()) {
            var database = TestDatabase.create();
            try (var _ = database.admin()) {
                database.close();
            }

            assertThat(text(admin, "select count(*) from pg_database where datname = '" + database.name() + "'"))
                    .isEqualTo("0");
        }
    }
}
