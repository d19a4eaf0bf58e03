package dev.waymark.database;

import dev.waymark.caller.Work;
import dev.waymark.json.StrictJson;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.json.tree.JsonNode;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// Turns what the database says into a problem: SQLSTATEs, constraint names, and the problems that write
/// functions raise.
public final class DatabaseProblems {
    private static final String RAISED_PROBLEM = "WM000";
    private static final String RAISED_RETRY = "WM001";

    private DatabaseProblems() {}

    /// The database error behind a failure; null when it has another cause.
    public static @Nullable SQLException in(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql;
            }
        }
        return null;
    }

    /// Whether the same call may succeed when made again at once: nothing of it was kept.
    /// Serialization failures, deadlocks, a twin that has just been answered, a document that was collected.
    public static boolean mayTryAgain(SQLException error) {
        return switch (state(error)) {
            case "40001", "40P01", RAISED_RETRY -> true;
            default -> false;
        };
    }

    /// Whether the database refused a value that validation let pass: the caller's doing, and a gap of ours.
    public static boolean isValueOutOfPlace(@Nullable SQLException error) {
        return error != null && state(error).startsWith("22");
    }

    /// The problem to answer; null for what nobody foresaw.
    public static @Nullable ProblemException of(SQLException error) {
        String state = state(error);
        if (error instanceof SQLTransientConnectionException
                || isConnectionLoss(state)
                || isClosed(error)
                || mayTryAgain(error)) {
            return ProblemException.of(ProblemType.UNAVAILABLE, "the database cannot answer now; try again");
        }
        ServerErrorMessage message = error instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
        return switch (state) {
            case RAISED_PROBLEM -> message == null ? null : raised(message);
            case "23502", "23503", "23505", "23514", "23P01" -> {
                String constraint = message == null ? null : message.getConstraint();
                if (constraint != null) {
                    Work.noteViolation(constraint);
                }
                yield constraint == null ? null : ConstraintProblems.of(constraint);
            }
            case "55P03" ->
                ProblemException.of(ProblemType.REQUEST_IN_PROGRESS, "what this changes is being changed; try again");
            case "57014" -> ProblemException.of(ProblemType.UNAVAILABLE, "the database took too long; try again");
            case "42501" -> rowSecurity(message);
            default -> isValueOutOfPlace(error) ? valueOutOfPlace() : null;
        };
    }

    private static boolean isConnectionLoss(String state) {
        return state.startsWith("08") || state.startsWith("57P") || state.startsWith("53");
    }

    /// The pool refuses to go on with a connection that was lost before, and says so without a SQLSTATE.
    private static boolean isClosed(SQLException error) {
        return error.getSQLState() == null && "Connection is closed".equals(error.getMessage());
    }

    private static String state(SQLException error) {
        return error.getSQLState() == null ? "" : error.getSQLState();
    }

    /// A row outside of what a restricted key may write; a missing grant, with the same SQLSTATE, is our own
    /// mistake.
    private static @Nullable ProblemException rowSecurity(@Nullable ServerErrorMessage message) {
        String text = message == null ? null : message.getMessage();
        return text != null && text.contains("row-level security")
                ? ProblemException.of(ProblemType.FORBIDDEN, "this key may not write this row")
                : null;
    }

    private static ProblemException valueOutOfPlace() {
        return ProblemException.invalid(FieldError.at("", "value", "a value is out of the range that can be stored"));
    }

    private static @Nullable ProblemException raised(ServerErrorMessage message) {
        for (ProblemType type : ProblemType.values()) {
            if (type.slug().equals(message.getMessage())) {
                return withMembers(ProblemException.of(type, String.valueOf(message.getDetail())), message.getHint());
            }
        }
        return null;
    }

    private static ProblemException withMembers(ProblemException problem, @Nullable String members) {
        if (members == null || members.isEmpty()) {
            return problem;
        }
        ProblemException more = problem;
        for (Map.Entry<String, JsonNode> member : StrictJson.read(members).entries()) {
            more = more.with(member.getKey(), member.getValue());
        }
        return more;
    }
}
