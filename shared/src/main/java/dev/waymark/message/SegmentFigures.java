package dev.waymark.message;

import dev.waymark.json.JsonOutput;
import dev.waymark.json.RawJson;
import java.math.BigDecimal;
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
/// agent.
final class SegmentFigures {
    private record Key(LocalDate day, String role, @Nullable UUID agent) {}

    private SegmentFigures() {}

    static String json(List<MessageRow> rows) {
        Map<Key, List<MessageRow>> groups = new LinkedHashMap<>();
        for (MessageRow row : rows) {
            var key = new Key(LocalDate.ofInstant(row.createdAt(), ZoneOffset.UTC), row.role(), row.senderAgentId());
            groups.computeIfAbsent(key, _ -> new ArrayList<>()).add(row);
        }
        return SaidMessages.list(List.copyOf(groups.entrySet()), group -> json(group.getKey(), group.getValue()));
    }

    private static JsonOutput json(Key key, List<MessageRow> rows) {
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
        sum(output, "latency_ms", rows, MessageRow::latencyMs);
        sum(output, "latencies", rows, row -> row.latencyMs() == null ? null : 1L);
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

    private static void sum(
            JsonOutput output, String name, List<MessageRow> rows, Function<MessageRow, @Nullable Long> figure) {
        long sum = 0;
        for (MessageRow row : rows) {
            @Nullable Long value = figure.apply(row);
            sum += value == null ? 0 : value;
        }
        if (sum != 0) {
            output.ascii(",\"").ascii(name).ascii("\":").number(sum);
        }
    }
}
