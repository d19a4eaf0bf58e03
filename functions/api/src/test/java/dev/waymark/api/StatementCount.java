package dev.waymark.api;

/// Counts the statements that the functions send, beside the one before each that sets the caller, and the one by which
/// a pool tries a connection that was idle for half a second. The counting view stands in a schema of its own, so that
/// it is not among what the schema's guards look at.
public final class StatementCount {
    private final Sql sql;

    private StatementCount(Sql sql) {
        this.sql = sql;
    }

    /// Counts in the database of these functions from now on; they are the caller's own, because other test classes
    /// send statements to the shared ones at the same time.
    public static StatementCount in(Functions functions) {
        if (functions == Functions.shared()) {
            throw new IllegalArgumentException("other classes send statements to the shared functions too");
        }
        Sql sql = Sql.of(functions);
        sql.run(
                "create schema if not exists counting",
                "create extension if not exists pg_stat_statements schema counting");
        return new StatementCount(sql);
    }

    /// Begins anew.
    public void reset() {
        sql.run("""
                select counting.pg_stat_statements_reset(0::oid, oid, 0)
                  from pg_database where datname = current_database()""");
    }

    /// How many statements a login role has sent since the last reset.
    public long of(String role) {
        return sql.number("""
                select coalesce(sum(calls), 0)
                  from counting.pg_stat_statements s
                  join pg_roles r on r.oid = s.userid and r.rolname = ?
                 where s.dbid = (select oid from pg_database where datname = current_database())
                   and s.query not like 'select set_config(%'
                   and s.query not in ('SELECT 1', 'SELECT $1')
                """, role);
    }
}
