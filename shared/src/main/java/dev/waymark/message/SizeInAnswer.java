package dev.waymark.message;

import dev.waymark.json.Text;
import org.jspecify.annotations.Nullable;

/// About what a message weighs in an answer: what the view `message_rows` says of live ones.
final class SizeInAnswer {
    static final int OTHER_MEMBERS_BYTES = 1_200;
    private static final int ID_BYTES = 40;

    /// An id in the JSON text of a list, with its quotes and a comma.
    private static final int ID_CHARS = 39;

    private SizeInAnswer() {}

    static long of(
            byte[] content,
            byte @Nullable [] tools,
            @Nullable String metadata,
            @Nullable String context,
            @Nullable String audit,
            @Nullable String memoryRefs) {
        int ids = memoryRefs == null ? 0 : (memoryRefs.length() + ID_CHARS - 3) / ID_CHARS;
        return content.length
                + (tools == null ? 0 : tools.length)
                + bytes(metadata)
                + bytes(context)
                + bytes(audit)
                + (long) ids * ID_BYTES
                + OTHER_MEMBERS_BYTES;
    }

    private static long bytes(@Nullable String text) {
        return text == null ? 0 : Text.utf8Length(text);
    }
}
