package dev.waymark.log;

import dev.waymark.caller.Call;
import dev.waymark.caller.Work;
import dev.waymark.json.JsonOutput;
import dev.waymark.json.RawJson;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/// One line of the log: how grave, what happened, and fields that say more.
public final class LogLine {
    private static final int MAX_CHARACTERS = 4_000;

    private final Level level;
    private final String message;
    private final Map<String, Object> fields = new LinkedHashMap<>();

    private LogLine(Level level, String message) {
        this.level = level;
        this.message = message;
    }

    /// A line about what this thread works on.
    public static LogLine of(Level level, String message) {
        var line = new LogLine(level, message);
        Work work = Work.current();
        if (work != null) {
            line.with("request_id", work.requestId()).with("operation", work.operation());
        }
        Call call = Call.current();
        Object tenant = call != null ? call.caller().tenantId() : work == null ? null : work.tenantId();
        return line.with("tenant_id", tenant);
    }

    /// One field more; null leaves it out. Numbers, booleans, lists and [RawJson] stay what they
    /// are, all else is text.
    public LogLine with(String name, @Nullable Object value) {
        if (value != null) {
            fields.put(name, value);
        }
        return this;
    }

    /// Whether all these fields are there.
    boolean has(List<String> names) {
        return fields.keySet().containsAll(names);
    }

    Level level() {
        return level;
    }

    /// One JSON object and a line end.
    byte[] json() {
        var json = new JsonOutput();
        json.ascii("{\"level\":").string(level.name()).ascii(",\"message\":").string(cut(message));
        fields.forEach((name, value) -> {
            json.ascii(',').string(name).ascii(':');
            write(json, value);
        });
        return json.ascii("}\n").toByteArray();
    }

    /// For the eyes of a person.
    byte[] text() {
        var text = new StringBuilder().append(level).append(' ').append(cut(message));
        fields.forEach((name, value) -> {
            if (value instanceof List<?> list) {
                list.forEach(item -> text.append("\n    ").append(item));
            } else if (!(value instanceof RawJson)) {
                text.append(' ').append(name).append('=').append(value);
            }
        });
        return text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void write(JsonOutput json, Object value) {
        switch (value) {
            case RawJson raw -> json.raw(raw.utf8());
            case Double number -> json.number(number.doubleValue());
            case Number number -> json.number(number.longValue());
            case Boolean flag -> json.ascii(flag.toString());
            case List<?> list -> {
                json.ascii('[');
                for (int i = 0; i < list.size(); i++) {
                    json.ascii(i == 0 ? "" : ",").string(cut(String.valueOf(list.get(i))));
                }
                json.ascii(']');
            }
            default -> json.string(cut(value.toString()));
        }
    }

    /// Short enough for a log, and without halves of characters, which UTF-8 cannot hold.
    private static String cut(String text) {
        String some = text.length() <= MAX_CHARACTERS ? text : text.substring(0, MAX_CHARACTERS) + '…';
        return new String(some.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
