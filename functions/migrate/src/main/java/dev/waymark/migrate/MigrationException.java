package dev.waymark.migrate;

import java.io.Serial;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// The schema could not be brought to the version shipped. Running again after the cause is gone finishes the work.
public final class MigrationException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String summary;

    /// Says it in one sentence.
    ///
    /// @param summary one sentence without SQL or secrets
    public MigrationException(String summary) {
        super(summary);
        this.summary = summary;
    }

    /// Keeps the cause for the log; its SQLSTATE, where it has one, joins the summary.
    public MigrationException(String summary, Throwable cause) {
        super(summary + ": " + firstLine(cause), cause);
        this.summary = summary + state(cause);
    }

    /// One sentence that may be shown to anyone: it has neither SQL nor secrets. The message says more.
    public String summary() {
        return summary;
    }

    private static String firstLine(Throwable cause) {
        return String.valueOf(cause.getMessage()).strip().lines().findFirst().orElse("no reason given");
    }

    private static String state(@Nullable Throwable cause) {
        for (Throwable t = cause; t != null; t = t.getCause()) {
            if (t instanceof SQLException sql && sql.getSQLState() != null) {
                return " (SQLSTATE " + sql.getSQLState() + ")";
            }
        }
        return "";
    }
}
