package dev.waymark.cli.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.cli.api.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Steps that travel together.
///
/// @param size how many steps
/// @param body `{"steps": […]}` in UTF-8
@SuppressWarnings("ArrayRecordComponent") // sent once, never compared
record StepBatch(int size, byte[] body) {
    /// A turn's worth of rows, far below the 500 that the API takes: a lost connection then costs little.
    private static final int MOST_STEPS = 100;

    private static final int MOST_BYTES = 2 * 1024 * 1024;
    private static final byte[] HEAD = "{\"steps\":[".getBytes(StandardCharsets.UTF_8);
    private static final byte[] TAIL = "]}".getBytes(StandardCharsets.UTF_8);

    /// As many of the first `steps` as stay within both bounds; never empty, so a step that is too
    /// large for any batch travels alone.
    static StepBatch of(List<ObjectNode> steps) {
        var body = new ByteArrayOutputStream();
        body.writeBytes(HEAD);
        int size = 0;
        while (size < steps.size() && size < MOST_STEPS) {
            byte[] step = Json.bytes(steps.get(size));
            if (size > 0 && body.size() + step.length + 1 + TAIL.length > MOST_BYTES) {
                break;
            }
            if (size > 0) {
                body.write(',');
            }
            body.writeBytes(step);
            size++;
        }
        body.writeBytes(TAIL);
        return new StepBatch(size, body.toByteArray());
    }
}
