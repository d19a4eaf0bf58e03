package dev.waymark.message;

import dev.waymark.json.JsonOutput;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/// What messages say, as the functions take it that look for words: `[{"position", "content",
/// "tools"?}, …]`, the latter two as strings that hold JSON, because json itself cannot be looked
/// into once it holds U+0000.
final class SaidMessages {
    private SaidMessages() {}

    static String json(List<MessageRow> messages) {
        return list(messages, SaidMessages::json);
    }

    static <T> String list(List<T> items, Function<T, JsonOutput> written) {
        var output = new JsonOutput();
        char before = '[';
        for (T item : items) {
            output.ascii(before).raw(written.apply(item).toByteArray());
            before = ',';
        }
        output.ascii(before == '[' ? "[]" : "]");
        return new String(output.toByteArray(), StandardCharsets.UTF_8);
    }

    private static JsonOutput json(MessageRow message) {
        var output = new JsonOutput()
                .ascii("{\"position\":")
                .number(message.position())
                .ascii(",\"content\":")
                .string(new String(message.content(), StandardCharsets.UTF_8));
        byte[] tools = message.tools();
        if (tools != null) {
            output.ascii(",\"tools\":").string(new String(tools, StandardCharsets.UTF_8));
        }
        return output.ascii('}');
    }
}
