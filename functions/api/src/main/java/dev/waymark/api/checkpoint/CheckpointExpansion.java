package dev.waymark.api.checkpoint;

import dev.waymark.body.Page;
import dev.waymark.checkpoint.Checkpoint;
import dev.waymark.checkpoint.CheckpointRow;
import dev.waymark.checkpoint.CheckpointStates;
import dev.waymark.paging.Paging;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// Adds states and pending writes to a page of checkpoints, as `expand` asks: two statements, however many
/// there are.
@Singleton
final class CheckpointExpansion {
    private static final Set<String> KNOWN = Set.of("state", "writes");

    private final CheckpointStates states;

    CheckpointExpansion(CheckpointStates states) {
        this.states = states;
    }

    /// Whether anything was asked for.
    ///
    /// @throws ProblemException 422 for an expansion that is not known
    static boolean isWhole(@Nullable Set<String> expand) {
        if (expand != null && !KNOWN.containsAll(expand)) {
            throw ProblemException.invalid(FieldError.of("expand", "enum", "may name state and writes"));
        }
        return expand != null;
    }

    /// The page with what was asked for; it ends early rather than outgrow an answer.
    ///
    /// @param rows read with `limit + 1`
    Page<Checkpoint> page(
            List<CheckpointRow> rows, int limit, Function<CheckpointRow, String> cursor, @Nullable Set<String> expand) {
        ToLongFunction<CheckpointRow> bytes =
                expand == null ? CheckpointRow::rowBytes : row -> row.rowBytes() + row.sizeBytes();
        Page<Checkpoint> page = Paging.page(rows, limit, bytes, cursor, Checkpoint::of);
        if (expand == null || page.items().isEmpty()) {
            return page;
        }
        List<Checkpoint> whole = states.whole(page.items()).stream()
                .map(found -> found.with(
                        expand.contains("state") ? found.state() : null,
                        expand.contains("writes") ? found.writes() : null))
                .toList();
        return new Page<>(whole, page.nextCursor());
    }
}
