package dev.waymark.contextitem;

import dev.waymark.database.Written;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Context items in the database.
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface ContextItemRepository extends GenericRepository<ContextItemRow, UUID> {
    /// Adds 1 to 500 items; see `add_context_items()`.
    @Query("select replayed, cast(answer as text) as answer from add_context_items(:externalId, cast(:body as json))")
    Written add(String externalId, String body);

    /// The items of a conversation, the most relevant first and of equal ones the newest, after
    /// a place; 404 when there is
    /// no such conversation.
    @Query("""
            select page.*
              from (select i.*, sum(i.size_bytes) over (order by i.relevance_score desc, i.id desc) - i.size_bytes as bytes_before
                      from context_item_rows i
                     where i.conversation_id = (select conversation_of(:externalId))
                       and (i.relevance_score, i.id) < (:score, :afterId)
                       and i.relevance_score >= :minRelevance
                       and (cast(:source as text) is null or i.source = :source)
                     order by i.relevance_score desc, i.id desc
                     limit :rows) page
             where page.bytes_before < :budget
             order by page.relevance_score desc, page.id desc
            """)
    List<ContextItemRow> page(
            String externalId,
            @Nullable String source,
            BigDecimal minRelevance,
            BigDecimal score,
            UUID afterId,
            int rows,
            long budget);
}
