package dev.waymark.api;

import static dev.waymark.api.Functions.JSON;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Makes events as API Gateway does (HTTP API, payload format 2.0).
final class Events {
    private Events() {}

    static ObjectNode http(Router.Match match, Map<String, String> headers, byte @Nullable [] body) {
        ObjectNode event = JSON.createObjectNode();
        event.put("version", "2.0");
        event.put("routeKey", match.routeKey());
        event.put("rawPath", match.path());
        event.put("rawQueryString", match.query());
        ObjectNode sent = event.putObject("headers");
        headers.forEach(sent::put);
        if (!match.query().isEmpty()) {
            ObjectNode query = event.putObject("queryStringParameters");
            for (String pair : match.query().split("&", -1)) {
                String[] parts = pair.split("=", 2);
                query.put(decoded(parts[0]), parts.length > 1 ? decoded(parts[1]) : "");
            }
        }
        ObjectNode parameters = event.putObject("pathParameters");
        match.pathParameters().forEach(parameters::put);
        ObjectNode context = event.putObject("requestContext");
        context.put("requestId", UUID.randomUUID().toString());
        context.putObject("http").put("method", match.method()).put("path", match.path());
        if (body != null) {
            putBody(event, headers, body);
        }
        return event;
    }

    static ObjectNode authorizer(Router.Match match, Map<String, String> headers) {
        ObjectNode event = JSON.createObjectNode();
        event.put("version", "2.0");
        event.put("type", "REQUEST");
        event.put("routeKey", match.routeKey());
        ObjectNode sent = event.putObject("headers");
        headers.forEach(sent::put);
        return event;
    }

    private static void putBody(ObjectNode event, Map<String, String> headers, byte[] body) {
        try {
            if (headers.containsKey("content-encoding")) {
                throw new CharacterCodingException();
            }
            event.put(
                    "body",
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(body))
                            .toString());
            event.put("isBase64Encoded", false);
        } catch (CharacterCodingException e) {
            event.put("body", Base64.getEncoder().encodeToString(body));
            event.put("isBase64Encoded", true);
        }
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
