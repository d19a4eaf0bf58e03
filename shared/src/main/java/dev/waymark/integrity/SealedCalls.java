package dev.waymark.integrity;

import dev.waymark.json.RawJson;
import dev.waymark.message.MessageRow;

/// How many tools a message calls, counted as its session counts them.
final class SealedCalls {
    private SealedCalls() {}

    static long of(MessageRow message) {
        byte[] tools = message.tools();
        return tools == null || !message.role().equals("assistant")
                ? 0
                : new RawJson(tools).node().size();
    }
}
