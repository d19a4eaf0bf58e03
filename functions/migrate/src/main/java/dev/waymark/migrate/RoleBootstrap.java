package dev.waymark.migrate;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;

/// Makes the roles, their memberships and the rights on schema `public`. Safe to run again, and at the same time as
/// other
/// runs on the same server: what is there is left alone.
///
/// The admin needs CREATEROLE and must own the database; it need not be a superuser. From PostgreSQL 16 on who creates
/// a
/// role may administer it but neither inherits from it nor becomes it, so the admin grants itself both.
final class RoleBootstrap {
    private static final String NO_PRIVILEGES = "nosuperuser nocreatedb nocreaterole nobypassrls noreplication";

    private final Connection connection;
    private final CatalogStatements catalog;
    private final Membership membership;

    RoleBootstrap(Connection connection) throws SQLException {
        this.connection = connection;
        this.catalog = new CatalogStatements(connection);
        this.membership = new Membership(connection);
    }

    void run(LoginPasswords passwords, boolean grantIam) throws SQLException {
        for (String role : Roles.GROUPS) {
            create(role, "nologin inherit");
        }
        for (String role : Roles.LOGINS) {
            create(role, "login inherit");
            membership.grant(Roles.APP, role);
        }
        membership.grant(Roles.KEEP, Roles.JOBS);
        membership.inherit(Roles.OWNER);
        for (String definer : Roles.DEFINERS) {
            membership.grant(definer, Roles.OWNER);
        }
        grantOnDatabase();
        if (grantIam) {
            grantIam();
        }
        setPasswords(passwords);
    }

    private void create(String role, String kind) throws SQLException {
        catalog.retrying(() -> {
            if (!exists(role)) {
                try (var statement = connection.createStatement()) {
                    statement.execute("create role " + role + " " + kind + " " + NO_PRIVILEGES);
                }
            }
        });
        if (catalog.isTrue("select rolsuper or rolbypassrls from pg_roles where rolname = ?", role)) {
            throw new MigrationException(
                    "The role " + role + " can bypass row security: alter it to nosuperuser nobypassrls first");
        }
    }

    private boolean exists(String role) throws SQLException {
        return catalog.isTrue("select exists (select from pg_roles where rolname = ?)", role);
    }

    private void grantOnDatabase() throws SQLException {
        // A function can only be handed to a role that may create in its schema.
        catalog.execute(
                "grant usage, create on schema public to " + Roles.OWNER + ", " + String.join(", ", Roles.DEFINERS));
        catalog.execute("grant usage on schema public to " + Roles.APP);
        catalog.execute("revoke create on schema public from public");
        // Trusted extensions (btree_gist, pg_trgm, …) want the right to create in the database.
        try (var statement = connection.createStatement()) {
            String database = statement.enquoteIdentifier(connection.getCatalog(), true);
            catalog.execute("grant create on database " + database + " to " + Roles.OWNER);
            // everybody may make temporary tables unless told otherwise, and no function needs one
            catalog.execute("revoke temporary on database " + database + " from public");
        }
    }

    private void grantIam() throws SQLException {
        if (!exists("rds_iam")) {
            return;
        }
        for (String role : Roles.LOGINS) {
            membership.grant("rds_iam", role);
        }
    }

    private void setPasswords(LoginPasswords passwords) throws SQLException {
        var postgres = connection.unwrap(PGConnection.class);
        for (String role : Roles.LOGINS) {
            String password = passwords.of(role);
            if (password != null) {
                // The driver sends the SCRAM verifier, so that no statement log ever holds the password.
                catalog.retrying(() -> postgres.alterUserPassword(role, password.toCharArray(), "scram-sha-256"));
            }
        }
    }
}
