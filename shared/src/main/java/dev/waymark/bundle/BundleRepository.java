package dev.waymark.bundle;

import dev.waymark.database.Written;
import dev.waymark.tenant.TenantRow;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Bundles in the database.
@JdbcRepository(dialect = Dialect.POSTGRES)
interface BundleRepository extends GenericRepository<TenantRow, UUID> {
    @Query("""
            select p.id, p.key as name, bundle_mark('project', p.id) as mark
              from projects p
             where p.tenant_id = current_tenant() and p.key_hash = name_hash(:project)
            """)
    Optional<RootRow> project(String project);

    @Query("""
            select a.id, a.name, bundle_mark('agent', a.id) as mark
              from agents a
             where a.tenant_id = current_tenant() and a.name_hash = name_hash(:agent)
            """)
    Optional<RootRow> agent(String agent);

    /// The tables of a bundle, in order.
    @Query("select t.name from bundle_tables(:kind) t order by t.place")
    List<String> tables(String kind);

    /// The next rows of a table, with what they need; see `bundle_page()`.
    @Query("""
            select p.line, cast(p.place as text) as place
              from bundle_page(:kind, :root, :table, cast(:after as json), :rows, :budget) p
            """)
    List<LineRow> page(String kind, UUID root, String table, @Nullable String after, int rows, long budget);

    /// These packs, and what they are packed against.
    @Query("select pack_frames(with_bases(cast(:packs as uuid[])), '{}') as frames")
    FramesRow packs(String packs);

    /// Takes in a page; see `import_bundle()`.
    @Query(
            "select replayed, cast(answer as text) as answer from import_bundle(cast(:body as json), cast(:lines as json))")
    Written take(String body, String lines);
}
