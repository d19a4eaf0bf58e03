package dev.waymark.database;

import org.jspecify.annotations.Nullable;

/// A copy of the database that answers what may be a moment old, where there is one. Whoever reads
/// a great deal and decides nothing by it reads there.
public final class Replica {
    /// The name of its data source.
    public static final String NAME = "replica";

    private static final ScopedValue<Boolean> WILL_DO = ScopedValue.newInstance();

    private Replica() {}

    /// Does work that reads, on the replica where there is one.
    public static <T extends @Nullable Object, X extends Exception> T willDo(ScopedValue.CallableOp<T, X> work)
            throws X {
        return ScopedValue.where(WILL_DO, true).call(work);
    }

    static boolean willDo() {
        return WILL_DO.isBound();
    }
}
