package dev.waymark.database;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// What a log may say of a database error. The error's own text shows values (`Key (name)=(…)
/// already exists`) and sometimes the whole statement, so of that only what stands before the first
/// value is told, and names out of the schema.
public final class ErrorText {
    private static final int MAX_CHARACTERS = 200;

    private ErrorText() {}

    /// What may be told of a failure that is a database error, such as `SQLSTATE 23505 duplicate
    /// key value violates unique constraint … constraint=agents_name_unique`; null for any other.
    public static @Nullable String of(Throwable failure) {
        return failure instanceof SQLException error ? told(error) : null;
    }

    private static String told(SQLException error) {
        var parts = new ArrayList<String>();
        parts.add("SQLSTATE " + error.getSQLState());
        ServerErrorMessage message = error instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
        if (message != null) {
            add(parts, "", beforeTheFirstValue(message.getMessage()));
            add(parts, "constraint=", message.getConstraint());
            add(parts, "table=", message.getTable());
            add(parts, "column=", message.getColumn());
            add(parts, "routine=", message.getRoutine());
        } else if (isAboutTheConnection(error)) {
            add(parts, "", beforeTheFirstValue(error.getMessage()));
        }
        return String.join(" ", parts);
    }

    /// Values stand in quotes or in parentheses, if not on a line of their own.
    static @Nullable String beforeTheFirstValue(@Nullable String text) {
        if (text == null) {
            return null;
        }
        int end = Math.min(text.length(), MAX_CHARACTERS);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\'' || c == '(' || c == '\n') {
                return text.substring(0, i) + '…';
            }
        }
        return text.substring(0, end);
    }

    private static boolean isAboutTheConnection(SQLException error) {
        return error instanceof SQLTransientConnectionException
                || (error.getSQLState() != null && error.getSQLState().startsWith("08"));
    }

    private static void add(List<String> parts, String label, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            parts.add(label + value);
        }
    }
}
