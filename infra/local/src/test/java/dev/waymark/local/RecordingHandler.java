package dev.waymark.local;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// Keeps the events that it is given, and fails on those that say so.
public final class RecordingHandler implements RequestStreamHandler {
    static final BlockingQueue<String> EVENTS = new LinkedBlockingQueue<>();

    public RecordingHandler(Map<String, String> ignored) {}

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        String event = new String(input.readAllBytes(), StandardCharsets.UTF_8);
        EVENTS.add(event);
        if (event.contains("fail")) {
            throw new IllegalStateException("as wished");
        }
    }
}
