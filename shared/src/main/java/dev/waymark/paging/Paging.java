package dev.waymark.paging;

import dev.waymark.body.Page;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// How many rows a page has: 1 to 500 as asked (50 by default), and fewer rather than outgrow an answer.
public final class Paging {
    /// What the rows of one page may weigh: base64 of this still fits in a Lambda answer of 6,291,456 bytes.
    public static final int BUDGET_BYTES = 4 * 1024 * 1024;

    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 500;

    private Paging() {}

    /// The limit as asked, or the default.
    ///
    /// @throws ProblemException 422 for anything but 1 to 500
    public static int limit(@Nullable Integer asked) {
        if (asked == null) {
            return DEFAULT_LIMIT;
        }
        if (asked < 1 || asked > MAX_LIMIT) {
            throw ProblemException.invalid(FieldError.of("limit", "range", "must be between 1 and " + MAX_LIMIT));
        }
        return asked;
    }

    /// The page made of rows that were read with `limit + 1`, so that one more row tells that there is a next
    /// page.
    public static <R, T> Page<T> page(List<R> rows, int limit, Function<R, String> cursor, Function<R, T> shown) {
        return page(rows, limit, row -> 0, cursor, shown);
    }

    /// The same for rows that the statement cut off at [#BUDGET_BYTES]: once that much was read, there may be
    /// more.
    public static <R, T> Page<T> page(
            List<R> rows, int limit, ToLongFunction<R> bytes, Function<R, String> cursor, Function<R, T> shown) {
        List<R> kept = kept(rows, limit, bytes);
        boolean more =
                rows.size() > kept.size() || kept.stream().mapToLong(bytes).sum() >= BUDGET_BYTES;
        return new Page<>(kept.stream().map(shown).toList(), more ? cursor.apply(kept.getLast()) : null);
    }

    /// The rows that a page shows of those that were read: at most `limit`, and no more than fit in [#BUDGET_BYTES],
    /// but always one. The statement reads on until the budget is passed, so its last row may be one too many.
    public static <R> List<R> kept(List<R> rows, int limit, ToLongFunction<R> bytes) {
        long sum = 0;
        for (int i = 0; i < Math.min(limit, rows.size()); i++) {
            sum += bytes.applyAsLong(rows.get(i));
            if (sum > BUDGET_BYTES && i > 0) {
                return rows.subList(0, i);
            }
        }
        return rows.size() > limit ? rows.subList(0, limit) : rows;
    }
}
