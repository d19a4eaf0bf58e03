package dev.waymark.contexttemplate;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Context templates in the database.
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface TemplateRepository extends GenericRepository<TemplateRow, UUID> {
    /// Creates or replaces a template; the answer has the id `newId` when it is new. See
    /// `put_context_template()`.
    @Query(
            "select * from put_context_template(:template, :newId, cast(:body as json), :expected, :mustExist, :mustBeNew)")
    TemplateRow put(
            String template, UUID newId, String body, @Nullable Long expected, boolean mustExist, boolean mustBeNew);

    /// Deletes a template; false when there is none.
    @Query("select delete_context_template(:template, :expected, :at)")
    boolean delete(String template, @Nullable Long expected, Instant at);

    @Query("""
            select r.*
              from context_template_rows r
             where r.id = (select i.id from context_templates i where i.name_hash = name_hash(:template))
            """)
    Optional<TemplateRow> findByName(String template);

    /// What rendering needs of a template, and the most tokens that the tenant allows.
    @Query("""
            select r.id, r.name, r.segments, r.variables, r.separator, r.model, r.version,
                   window_setting('context_window_token_limit') as token_limit
              from context_templates r
             where r.tenant_id = current_tenant() and r.name_hash = name_hash(:template)
            """)
    Optional<RenderableRow> findToRender(String template);

    /// Counts a rendering; see `count_template_use()`.
    @Query("select true from (select count_template_use(:id)) counted")
    boolean countUse(UUID id);

    /// Templates, the newest first, older than a moment.
    ///
    /// @param useCase null for any
    /// @param agentType those for agents of this type, or for all; null for any
    @Query("""
            select page.*
              from (select r.*, sum(r.size_bytes) over (order by r.created_at desc, r.id desc) - r.size_bytes as bytes_before
                      from context_template_rows r
                      join context_templates t on t.tenant_id = current_tenant() and t.id = r.id
                     where (r.created_at, r.id) < (:before, :beforeId)
                       and (cast(:useCase as text) is null or :useCase = any (t.use_cases))
                       and (cast(:agentType as text) is null or t.agent_types = '{}' or :agentType = any (t.agent_types))
                     order by r.created_at desc, r.id desc
                     limit :rows) page
             where page.bytes_before < :budget
             order by page.created_at desc, page.id desc
            """)
    List<TemplateRow> page(
            Instant before, UUID beforeId, @Nullable String useCase, @Nullable String agentType, int rows, long budget);
}
