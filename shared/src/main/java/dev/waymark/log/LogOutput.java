package dev.waymark.log;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/// Where lines go, in which form, and from which level on: JSON on standard output from `INFO` on
/// for a function on Lambda, readable text on standard error from `WARN` on elsewhere.
/// `WAYMARK_LOG_LEVEL` names another level.
public final class LogOutput {
    private static final String ON_LAMBDA = "AWS_LAMBDA_FUNCTION_NAME";
    private static final String LEVEL = "WAYMARK_LOG_LEVEL";

    private final boolean json;
    private final Level from;

    private LogOutput(boolean json, Level from) {
        this.json = json;
        this.from = from;
    }

    /// As the environment of a function says.
    public static LogOutput of(Map<String, String> environment) {
        boolean onLambda = environment.containsKey(ON_LAMBDA);
        // a function that is run in another process has an environment of its own, and one log with it
        String level = environment.containsKey(LEVEL) ? environment.get(LEVEL) : System.getenv(LEVEL);
        return new LogOutput(onLambda, level(level, onLambda ? Level.INFO : Level.WARN));
    }

    private static Level level(@Nullable String name, Level otherwise) {
        for (Level level : Level.values()) {
            if (name != null && level.name().equals(name.strip().toUpperCase(Locale.ROOT))) {
                return level;
            }
        }
        return otherwise;
    }

    /// The same, from another level on.
    LogOutput from(Level level) {
        return new LogOutput(json, level);
    }

    /// Whether lines of this level are written.
    public boolean takes(Level level) {
        return level.toInt() >= from.toInt();
    }

    /// Writes a line where its level is taken; a line is never cut in two by another.
    public void write(LogLine line) {
        if (takes(line.level())) {
            put(line);
        }
    }

    private void put(LogLine line) {
        byte[] bytes = json ? line.json() : line.text();
        PrintStream stream = json ? System.out : System.err;
        // at once: Lambda makes one event of each piece that is written
        stream.write(bytes, 0, bytes.length);
        stream.flush();
    }
}
