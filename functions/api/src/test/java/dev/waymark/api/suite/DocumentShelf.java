package dev.waymark.api.suite;

import dev.waymark.api.Functions;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/// The documents of one tenant as they are stored, and the collector that deletes them.
final class DocumentShelf implements AutoCloseable {
    private static final List<String> TOUCHED = List.of(
            "documents set touched_at = touched_at",
            "packed_documents set touched_at = touched_at",
            "packs set touched_at = touched_at",
            "garbage_packs set noted_at = noted_at",
            "collections set due_at = due_at");
    private static final String COLUMNS = """
            select r.relation || ' ' || c
              from referring_columns() r, unnest(r.columns) c
             where r.refers_to = 'documents'""";

    private final Inspector inspector;
    private final UUID tenant;

    DocumentShelf(Functions functions, UUID tenant) {
        this.inspector = Inspector.of(functions.database());
        this.tenant = tenant;
        inspector.run("select set_config('waymark.tenant_id', ?, false)", tenant.toString());
    }

    /// The tenant that a project belongs to.
    static DocumentShelf of(Functions functions, String project) {
        try (Inspector inspector = Inspector.of(functions.database())) {
            return new DocumentShelf(
                    functions,
                    UUID.fromString(inspector.text("select tenant_id from projects where key = ?", project)));
        }
    }

    /// As if so much time had passed since anything was touched or noted, or a collection begun.
    void pass(Duration time) {
        for (String moved : TOUCHED) {
            inspector.run(
                    "update " + moved + " - cast(? as interval) where tenant_id = ?",
                    time.toSeconds() + " seconds",
                    tenant);
        }
    }

    /// Runs the collector in this tenant for so many rows; how many documents it deleted.
    long collect(int rows) {
        return inspector.number("select coalesce(sum(documents), 0) from collect_garbage(?, ?)", rows, tenant);
    }

    /// Ends what the collector has begun, and then runs it once from beginning to end.
    long collectAll() {
        long collected = 0;
        for (int run = 0; run < 2; run++) {
            String finished = "f";
            while (finished.equals("f")) {
                List<String> row = inspector
                        .rows("select documents, finished from collect_garbage(1000, ?)", tenant)
                        .getFirst();
                collected += Long.parseLong(String.valueOf(row.get(0)));
                finished = String.valueOf(row.get(1));
            }
        }
        return collected;
    }

    /// The digests that rows refer to and that no document has, and the packs that a packed document
    /// names and that are not there.
    List<String> lost() {
        String referred = inspector.texts(COLUMNS).stream()
                .map(column -> column.split(" ", 2))
                .map(column ->
                        "select '%1$s.%2$s' as place, %2$s as digest from %1$s where tenant_id = current_tenant()"
                                .formatted(column[0], column[1]))
                .collect(Collectors.joining(" union all "));
        return inspector.texts("""
                select r.place || ' ' || encode(r.digest, 'hex')
                  from (%s) r
                 where r.digest <> sha256('{}')
                   and not exists (select from documents d where d.tenant_id = current_tenant() and d.digest = r.digest)
                   and not exists (select from packed_documents p where p.tenant_id = current_tenant() and p.digest = r.digest)
                union all
                select 'pack ' || n.id
                  from packed_documents p, unnest(p.packs) n (id)
                 where p.tenant_id = current_tenant()
                   and not exists (select from packs k where k.tenant_id = current_tenant() and k.id = n.id)
                """.formatted(referred));
    }

    long documents() {
        return count("documents") + count("packed_documents");
    }

    long count(String table) {
        return inspector.number("select count(*) from " + table + " where tenant_id = ?", tenant);
    }

    UUID tenant() {
        return tenant;
    }

    Inspector inspector() {
        return inspector;
    }

    Connection connection() {
        return inspector.connection();
    }

    @Override
    public void close() {
        inspector.close();
    }
}
