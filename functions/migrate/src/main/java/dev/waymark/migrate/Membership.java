package dev.waymark.migrate;

import java.sql.Connection;
import java.sql.SQLException;

/// Who is a member of whom. From PostgreSQL 16 on a grant says separately whether the member inherits and whether it
/// may `set role`, and who creates a role has neither right at first; before, membership was both.
final class Membership {
    private static final int FIRST_VERSION_WITH_GRANT_OPTIONS = 16;

    private final CatalogStatements catalog;
    private final boolean hasGrantOptions;

    Membership(Connection connection) throws SQLException {
        this.catalog = new CatalogStatements(connection);
        this.hasGrantOptions = connection.getMetaData().getDatabaseMajorVersion() >= FIRST_VERSION_WITH_GRANT_OPTIONS;
    }

    /// Makes a role a member that inherits and may `set role`; one that is a member stays as it is.
    void grant(String group, String member) throws SQLException {
        if (!isGranted(group, member)) {
            catalog.execute("grant " + group + " to " + member + options(true));
        }
    }

    /// Lets the current user `set role` to a role and act with its rights.
    void inherit(String role) throws SQLException {
        allow(role, true);
    }

    /// Lets the current user `set role` to a role, no more.
    void become(String role) throws SQLException {
        allow(role, false);
    }

    private void allow(String role, boolean inherit) throws SQLException {
        String wanted = hasGrantOptions ? "SET" : "MEMBER";
        if (!catalog.isTrue("select pg_has_role(current_user, ?, ?)", role, wanted)) {
            catalog.execute("grant " + role + " to current_user" + options(inherit));
        }
    }

    private String options(boolean inherit) {
        return hasGrantOptions ? " with inherit " + inherit + ", set true" : "";
    }

    private boolean isGranted(String group, String member) throws SQLException {
        return catalog.isTrue("""
                select exists (
                  select from pg_auth_members
                   where roleid = (select oid from pg_roles where rolname = ?)
                     and member = (select oid from pg_roles where rolname = ?))
                """, group, member);
    }
}
