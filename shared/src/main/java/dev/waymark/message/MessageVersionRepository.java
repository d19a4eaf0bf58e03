package dev.waymark.message;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.List;
import java.util.UUID;

/// Versions of messages in the database.
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface MessageVersionRepository extends GenericRepository<MessageVersionRow, UUID> {
    /// The versions of a message before a number, the newest first, the message itself among
    /// them.
    @Query("""
            select page.*
              from (select v.*, sum(v.size_bytes) over (order by v.version_number desc) - v.size_bytes as bytes_before
                      from message_version_rows v
                     where v.message_id = :message
                       and v.version_number < :before
                     order by v.version_number desc
                     limit :rows) page
             where page.bytes_before < :budget
             order by page.version_number desc
            """)
    List<MessageVersionRow> page(UUID message, long before, int rows, long budget);
}
