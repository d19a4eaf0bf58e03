package dev.waymark.local;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Answers with the event that it was given, or does what the query's `do` says.
public final class EchoHandler implements RequestStreamHandler {
    static final int PARTIES = 32;
    static final CyclicBarrier EVERYBODY = new CyclicBarrier(PARTIES);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, String> environment;

    public EchoHandler(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        JsonNode event = JSON.readTree(input);
        String wish = event.path("queryStringParameters").path("do").asText();
        switch (wish) {
            case "fail" -> throw new IllegalStateException("as wished");
            case "garble" -> output.write("[]".getBytes(StandardCharsets.UTF_8));
            case "swell" -> answer(output, 200, "x".repeat(Dispatcher.PAYLOAD_LIMIT_BYTES), false);
            case "binary" -> answer(output, 200, "/wAB", true);
            case "nothing" -> answer(output, 204, "", false);
            case "meet" -> {
                meet();
                answer(output, 200, "met", false);
            }
            default -> {
                var echo = JSON.createObjectNode();
                echo.set("event", event);
                echo.put("function", context.getFunctionName());
                echo.put("remaining_ms", context.getRemainingTimeInMillis());
                echo.set("environment", JSON.valueToTree(environment));
                answer(output, 200, echo.toString(), false);
            }
        }
    }

    private static void meet() {
        try {
            EVERYBODY.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException("The others did not come", e);
        }
    }

    private static void answer(OutputStream output, int status, String body, boolean packed) throws IOException {
        var answer = JSON.createObjectNode();
        answer.put("statusCode", status);
        answer.putObject("headers").put("content-type", "application/json").put("x-echo", "yes");
        answer.putArray("cookies").add("a=1").add("b=2");
        answer.put("body", body);
        answer.put("isBase64Encoded", packed);
        JSON.writeValue(output, answer);
    }
}
