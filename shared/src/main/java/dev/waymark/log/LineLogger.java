package dev.waymark.log;

import java.io.Serial;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/// A logger whose lines name the request, the tenant and the operation, and tell failures without
/// what was in them.
final class LineLogger extends LegacyAbstractLogger {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient LogOutput output;

    LineLogger(String name, LogOutput output) {
        this.name = name;
        this.output = output;
    }

    @Override
    public boolean isTraceEnabled() {
        return output.takes(Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return output.takes(Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return output.takes(Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return output.takes(Level.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
        return output.takes(Level.ERROR);
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null;
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level,
            @Nullable Marker marker,
            @Nullable String pattern,
            @Nullable Object @Nullable [] arguments,
            @Nullable Throwable failure) {
        output.write(line(level, pattern, arguments, failure));
    }

    LogLine line(
            Level level,
            @Nullable String pattern,
            @Nullable Object @Nullable [] arguments,
            @Nullable Throwable failure) {
        String message = MessageFormatter.basicArrayFormat(String.valueOf(pattern), told(arguments));
        LogLine line = LogLine.of(level, message).with("logger", name);
        if (failure != null) {
            line.with("failure", FailureText.of(failure)).with("stack", FailureText.stack(failure));
        }
        return line;
    }

    /// Failures among the arguments say no more than failures elsewhere.
    private static @Nullable Object @Nullable [] told(@Nullable Object @Nullable [] arguments) {
        if (arguments == null) {
            return null;
        }
        return Arrays.stream(arguments)
                .map(argument -> argument instanceof Throwable failure ? FailureText.of(failure) : argument)
                .toArray();
    }
}
