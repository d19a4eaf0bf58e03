package dev.waymark.message;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The newest messages that fit: what `load_state()` does with live ones, where sealed ones are
/// among them.
public final class MessageWindow {
    private static final int BYTES_A_TOKEN = 4;

    private MessageWindow() {}

    /// The newest of these messages, oldest first: as many as weigh no more than so many bytes and
    /// tokens together, but always one.
    ///
    /// @param tokens null for no limit
    public static List<MessageRow> of(List<MessageRow> messages, long budget, @Nullable Long tokens) {
        List<MessageRow> newestFirst = messages.stream()
                .sorted(Comparator.comparing(MessageRow::position).reversed())
                .toList();
        List<MessageRow> kept = new ArrayList<>();
        long bytesSoFar = 0;
        long tokensSoFar = 0;
        for (MessageRow message : newestFirst) {
            bytesSoFar += SizeInAnswer.of(
                    message.content(),
                    message.tools(),
                    message.metadata(),
                    message.context(),
                    message.audit(),
                    message.memoryRefs());
            tokensSoFar += tokens(message);
            if (!kept.isEmpty() && (bytesSoFar > budget || (tokens != null && tokensSoFar > tokens))) {
                break;
            }
            kept.add(message);
        }
        return kept.reversed();
    }

    /// As `message_tokens()` has it.
    private static long tokens(MessageRow message) {
        Long completion = message.completionTokens();
        if (message.role().equals("assistant") && completion != null && completion > 0) {
            return completion;
        }
        byte[] tools = message.tools();
        long bytes = (long) message.content().length + (tools == null ? 0 : tools.length);
        return (bytes + BYTES_A_TOKEN - 1) / BYTES_A_TOKEN;
    }
}
