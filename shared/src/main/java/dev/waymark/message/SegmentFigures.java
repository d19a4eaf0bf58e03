package dev.waymark.message;

import dev.waymark.json.JsonOutput;
import dev.waymark.json.RawJson;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What is summed up over sealed messages without unpacking them: by day (UTC), role and sending
/// agent. An assistant's latency is what its message says, else the time since the message
/// before; so the times of the first and the last message stand there too, for whoever comes next
/// to them.
final class SegmentFigures {
    private record Key(LocalDate day, String role, @Nullable UUID agent) {}

    /// A message with how long it took, where that is known.
    private record Said(MessageRow row, @Nullable Long latencyMs) {}

    private SegmentFigures() {}

    /// @param rows that follow one another without a gap; at least one
    static String json(List<MessageRow> rows) {
        Map<Key, List<Said>> groups = new LinkedHashMap<>();
        for (int i = 0; i < rows.size(); i++) {
            MessageRow row = rows.get(i);
            var key = new Key(LocalDate.ofInstant(row.createdAt(), ZoneOffset.UTC), row.role(), row.senderAgentId());
            groups.computeIfAbsent(key, _ -> new ArrayList<>())
                    .add(new Said(row, latencyMs(row, i == 0 ? null : rows.get(i - 1))));
        }
        List<JsonOutput> figures = new ArrayList<>();
        groups.forEach((key, group) -> figures.add(json(key, group)));
        figures.add(edges(rows.getFirst(), rows.getLast()));
        return SaidMessages.list(figures, figure -> figure);
    }

    private static @Nullable Long latencyMs(MessageRow row, @Nullable MessageRow before) {
        if (!row.role().equals("assistant") || row.latencyMs() != null) {
            return row.latencyMs();
        }
        return before == null || !before.createdAt().isBefore(row.createdAt())
                ? null
                : Duration.between(before.createdAt(), row.createdAt()).toMillis();
    }

    private static JsonOutput edges(MessageRow first, MessageRow last) {
        var output = new JsonOutput()
                .ascii("{\"first_at\":\"")
                .ascii(first.createdAt().toString())
                .ascii("\",\"last_at\":\"")
                .ascii(last.createdAt().toString())
                .ascii('"');
        if (first.role().equals("assistant") && first.latencyMs() == null) {
            output.ascii(",\"awaited\":true");
            if (first.senderAgentId() != null) {
                output.ascii(",\"agent_id\":\"")
                        .ascii(first.senderAgentId().toString())
                        .ascii('"');
            }
        }
        return output.ascii('}');
    }

    private static JsonOutput json(Key key, List<Said> all) {
        List<MessageRow> rows = all.stream().map(Said::row).toList();
        var output = new JsonOutput()
                .ascii("{\"day\":\"")
                .ascii(key.day().toString())
                .ascii("\",\"role\":\"")
                .ascii(key.role())
                .ascii('"');
        if (key.agent() != null) {
            output.ascii(",\"agent_id\":\"").ascii(key.agent().toString()).ascii('"');
        }
        output.ascii(",\"messages\":").number(rows.size());
        sum(output, "prompt_tokens", rows, MessageRow::promptTokens);
        sum(output, "completion_tokens", rows, MessageRow::completionTokens);
        sum(output, "total_tokens", rows, MessageRow::totalTokens);
        sum(output, "tool_calls", rows, SegmentFigures::toolCalls);
        sum(output, "latency_ms", all, Said::latencyMs);
        sum(output, "latencies", all, said -> said.latencyMs() == null ? null : 1L);
        BigDecimal cost = rows.stream()
                .map(MessageRow::costUsd)
                .filter(Objects::nonNull)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        if (cost.signum() != 0) {
            output.ascii(",\"cost_usd\":").ascii(cost.toPlainString());
        }
        return output.ascii('}');
    }

    /// How many tools an assistant's message calls; null for none, as in `messages.tool_calls`.
    static @Nullable Long toolCalls(MessageRow row) {
        byte[] tools = row.tools();
        if (tools == null || !row.role().equals("assistant")) {
            return null;
        }
        int calls = new RawJson(tools).node().size();
        return calls == 0 ? null : (long) calls;
    }

    private static <T> void sum(JsonOutput output, String name, List<T> rows, Function<T, @Nullable Long> figure) {
        long sum = 0;
        for (T row : rows) {
            @Nullable Long value = figure.apply(row);
            sum += value == null ? 0 : value;
        }
        if (sum != 0) {
            output.ascii(",\"").ascii(name).ascii("\":").number(sum);
        }
    }
}
