package dev.waymark.checkpoint;

import dev.waymark.database.Written;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What is done with checkpoints after they were taken.
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface CheckpointBranchRepository extends GenericRepository<CheckpointRow, UUID> {
    /// Copies a checkpoint into a new thread; see `fork_checkpoint()`.
    @Query("select replayed, cast(answer as text) as answer from fork_checkpoint(:checkpoint, cast(:body as json))")
    Written fork(UUID checkpoint, String body);

    /// Cuts checkpoints of a thread; see `prune_checkpoints()`.
    @Query("""
            select replayed, cast(answer as text) as answer
              from prune_checkpoints(:agentName, :threadName, cast(:body as json))
            """)
    Written prune(String agentName, String threadName, String body);

    /// Makes a checkpoint's state the thread's; see `restore_checkpoint()`.
    @Query(
            "select replayed, cast(answer as text) as answer from restore_checkpoint(:checkpoint, cast(:body as json), :expected, :content)")
    Written restore(UUID checkpoint, String body, @Nullable Long expected, byte[] content);

    /// Changes how long a checkpoint stays; see `change_checkpoint()`.
    @Query("select false as replayed, cast(change_checkpoint(:checkpoint, cast(:body as json)) as text) as answer")
    Written change(UUID checkpoint, String body);

    /// Cuts one checkpoint; see `delete_checkpoint()`.
    @Query("select true from delete_checkpoint(:checkpoint, :at)")
    boolean delete(UUID checkpoint, Instant at);
}
