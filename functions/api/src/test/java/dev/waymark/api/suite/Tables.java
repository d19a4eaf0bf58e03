package dev.waymark.api.suite;

import java.util.List;
import java.util.stream.Collectors;

/// The tables of the ledger, as the catalogue lists them.
final class Tables {
    private Tables() {}

    /// Every table in schema public but Flyway's.
    static List<String> names(Inspector inspector) {
        return inspector.texts("""
                select relname
                  from pg_class
                 where relnamespace = 'public'::regnamespace
                   and relkind in ('r', 'p')
                   and relname <> 'flyway_schema_history'
                 order by relname
                """);
    }

    /// A query whose one answer changes when a row of any table is inserted, updated or deleted, whoever's it is. Of
    /// keys
    /// only making and revoking shows: reading notes when one was used.
    static String changes(List<String> tables) {
        return tables.stream()
                .map(table -> table.equals("api_keys")
                        ? "(select 'api_keys ' || count(*) || ' ' || count(revoked_at) from api_keys)"
                        : "(select '%1$s ' || count(*) || ' ' || coalesce(max(xmin::text::bigint), 0) from %1$s)"
                                .formatted(table))
                .collect(Collectors.joining(" || ', ' || ", "select ", ""));
    }

    /// A query whose one answer changes when any row of any table does. When a key was last used is left out: reading
    /// notes that.
    static String fingerprint(List<String> tables) {
        return tables.stream().map("""
                        (select '%1$s ' || count(*) || ' ' || coalesce(sum(hashtextextended((to_jsonb(t) - 'last_used_at')::text, 0)), 0)
                           from %1$s t)"""::formatted).collect(Collectors.joining(" || ', ' || ", "select ", ""));
    }
}
