package dev.waymark.caller;

import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One piece of work, a request or a run of a job, as logs and metrics tell of it: which and whose
/// and how much, never what it is about. Bound by the entry adapter; whoever learns something of it
/// notes it here. For one thread at a time.
public final class Work {
    /// A statement that takes longer than this is told as slow.
    public static final Duration SLOW = Duration.ofSeconds(1);

    private static final ScopedValue<Work> CURRENT = ScopedValue.newInstance();

    private final String requestId;
    private @Nullable String operation;
    private @Nullable UUID tenantId;
    private @Nullable String problem;
    private @Nullable String problemClass;
    private @Nullable String violated;
    private int statements;
    private int slowStatements;

    /// @param requestId names the work in the logs
    public Work(String requestId) {
        this.requestId = requestId;
    }

    /// What this thread works on; null outside of any.
    public static @Nullable Work current() {
        return CURRENT.isBound() ? CURRENT.get() : null;
    }

    /// Does it.
    public <T extends @Nullable Object, X extends Exception> T run(ScopedValue.CallableOp<T, X> work) throws X {
        return ScopedValue.where(CURRENT, this).call(work);
    }

    /// Notes that a statement went to the database and came back, well or not.
    public static void noteStatement(Duration took) {
        Work work = current();
        if (work != null) {
            work.statements++;
            work.slowStatements += took.compareTo(SLOW) > 0 ? 1 : 0;
        }
    }

    /// Notes that the database refused what would have broken this constraint.
    public static void noteViolation(String constraint) {
        Work work = current();
        if (work != null) {
            work.violated = constraint;
        }
    }

    /// Notes what is done: the route, such as `GET /v1/commands/{id}`, or the name of a job.
    public static void noteOperation(String operation) {
        Work work = current();
        if (work != null) {
            work.operation = operation;
        }
    }

    /// Notes whose rows it is about.
    public static void noteTenant(UUID tenant) {
        Work work = current();
        if (work != null) {
            work.tenantId = tenant;
        }
    }

    /// Notes that it ends in a problem.
    ///
    /// @param slug the end of the problem's type
    /// @param kind whose problem it is, in lower case
    public static void noteProblem(String slug, String kind) {
        Work work = current();
        if (work != null) {
            work.problem = slug;
            work.problemClass = kind;
        }
    }

    public String requestId() {
        return requestId;
    }

    public @Nullable String operation() {
        return operation;
    }

    public @Nullable UUID tenantId() {
        return tenantId;
    }

    public @Nullable String problem() {
        return problem;
    }

    public @Nullable String problemClass() {
        return problemClass;
    }

    /// The last constraint that the database held up; null for none.
    public @Nullable String violated() {
        return violated;
    }

    /// How often the database was waited for.
    public int roundTrips() {
        return statements;
    }

    public int slowStatements() {
        return slowStatements;
    }
}
