package dev.waymark.caller;

import org.jspecify.annotations.Nullable;

/// One call, for as long as it runs: bound by the edge, read by the data source.
///
/// @param caller who calls
/// @param idempotency the request's idempotency key, where it has one
public record Call(Caller caller, @Nullable Idempotency idempotency) {
    private static final ScopedValue<Call> CURRENT = ScopedValue.newInstance();

    /// The call that this thread works for; null outside of one, and then every table is empty.
    public static @Nullable Call current() {
        return CURRENT.isBound() ? CURRENT.get() : null;
    }

    /// Does the work on behalf of this call.
    public <T extends @Nullable Object, X extends Exception> T run(ScopedValue.CallableOp<T, X> work) throws X {
        return ScopedValue.where(CURRENT, this).call(work);
    }
}
