package dev.waymark.database;

import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// How long the statements of some work may take, where that is less than what every statement may: for what callers
/// have written themselves and the database runs. The limit travels in front of each statement, like the caller.
public final class StatementLimit {
    private static final ScopedValue<Duration> CURRENT = ScopedValue.newInstance();

    private StatementLimit() {}

    /// Does the work; a statement of it that takes longer ends with SQLSTATE 57014.
    public static <T> T within(Duration limit, Supplier<T> work) {
        return ScopedValue.where(CURRENT, limit).call(work::get);
    }

    /// The limit that this thread works under; null where there is none but the usual one.
    static @Nullable Duration current() {
        return CURRENT.isBound() ? CURRENT.get() : null;
    }
}
