package dev.waymark.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.api.aws.ApiHandler;
import dev.waymark.caller.Caller;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Calls a function as API Gateway does (HTTP API, payload format 2.0), event JSON in and answer JSON out, and times
/// what
/// a client and the function do: writing the body, the handler, reading the body. The envelope is the gateway's.
final class HandlerClient implements AutoCloseable {
    private final ApiHandler handler;
    private final Caller caller;

    /// @param environment of the function, as [BenchDatabase#environment] makes it
    HandlerClient(Map<String, String> environment, Caller caller) {
        this.handler = new ApiHandler(environment);
        this.caller = caller;
    }

    /// @param milliseconds without the envelopes
    record Answer(double milliseconds, JsonNode body) {}

    /// @param route as in api.md, `GET /v1/checkpoints/{id}`
    /// @param path what stands for the names in it
    /// @throws BenchException for an answer that is no success
    Answer call(String route, Map<String, String> path, String query, @Nullable ObjectNode body) throws IOException {
        long start = System.nanoTime();
        String text = body == null ? null : body.toString();
        long written = System.nanoTime();
        byte[] event = event(route, path, query, text);
        var out = new ByteArrayOutputStream();
        long sent = System.nanoTime();
        handler.handleRequest(new ByteArrayInputStream(event), out, NoContext.INSTANCE);
        long answered = System.nanoTime();
        JsonNode envelope = ThreadStates.JSON.readTree(out.toByteArray());
        String text64 = envelope.path("body").asText();
        byte[] answer = envelope.path("isBase64Encoded").asBoolean()
                ? Base64.getDecoder().decode(text64)
                : text64.getBytes(StandardCharsets.UTF_8);
        if (envelope.path("statusCode").asInt() / 100 != 2) {
            throw new BenchException(route + " answered " + new String(answer, StandardCharsets.UTF_8));
        }
        long unpacked = System.nanoTime();
        JsonNode read = ThreadStates.JSON.readTree(answer);
        long done = System.nanoTime();
        return new Answer((written - start + answered - sent + done - unpacked) / 1e6, read);
    }

    private byte[] event(String route, Map<String, String> path, String query, @Nullable String body) {
        String method = route.substring(0, route.indexOf(' '));
        String rawPath = route.substring(method.length() + 1);
        for (Map.Entry<String, String> name : path.entrySet()) {
            rawPath = rawPath.replace("{" + name.getKey() + "}", name.getValue());
        }
        ObjectNode event = ThreadStates.JSON.createObjectNode();
        event.put("version", "2.0")
                .put("routeKey", route)
                .put("rawPath", rawPath)
                .put("rawQueryString", query);
        ObjectNode headers = event.putObject("headers");
        headers.put("accept", "application/json").put("content-type", "application/json");
        if (method.equals("PATCH")) {
            headers.put("if-match", "*");
        }
        ObjectNode context = event.putObject("requestContext");
        context.put("requestId", "Kx1aBcDeFiAEPJQ=").put("routeKey", route).put("stage", "$default");
        context.putObject("http").put("method", method).put("path", rawPath).put("sourceIp", "203.0.113.7");
        context.putObject("authorizer").putObject("lambda").put("caller", RecordEvent.callerText(caller));
        if (!query.isEmpty()) {
            ObjectNode asked = event.putObject("queryStringParameters");
            for (String pair : query.split("&", -1)) {
                String[] parts = pair.split("=", 2);
                asked.put(parts[0], parts[1]);
            }
        }
        ObjectNode parameters = event.putObject("pathParameters");
        path.forEach(parameters::put);
        if (body != null) {
            event.put("body", body);
        }
        event.put("isBase64Encoded", false);
        return event.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        handler.close();
    }
}
