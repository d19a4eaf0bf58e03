package dev.waymark.api.aws;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.waymark.api.dispatch.Authentication;
import dev.waymark.api.dispatch.Request;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads an API Gateway event (HTTP API, payload format 2.0) in one pass, keeping only what a request is made
/// of.
final class ApiGatewayEvent {
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(16 * 1024 * 1024)
                    .build())
            .build();

    private String routeKey = "$default";
    private String method = "";
    private String path = "";
    private String requestId = "";
    private String body = "";
    private boolean base64;
    private final Map<String, String> headers = new HashMap<>();
    private final Map<String, String> query = new HashMap<>();
    private final Map<String, String> pathParameters = new HashMap<>();
    private final Map<String, String> authorizer = new HashMap<>();

    private ApiGatewayEvent() {}

    static ApiGatewayEvent read(InputStream in) throws IOException {
        var event = new ApiGatewayEvent();
        try (JsonParser parser = JSON.createParser(in)) {
            parser.nextToken();
            members(parser, event::member);
        }
        return event;
    }

    /// The request, with the caller that the authorizer named.
    Request request(Authentication.Outcome authentication) {
        return new Request(
                routeKey,
                method,
                path,
                pathParameters,
                query,
                headers,
                base64 ? Base64.getDecoder().decode(body) : body.getBytes(StandardCharsets.UTF_8),
                authentication.caller(),
                authentication.refusal(),
                requestId);
    }

    /// What the authorizer handed over, by name.
    Map<String, String> authorizer() {
        return authorizer;
    }

    /// Names the request in logs and problems.
    String requestId() {
        return requestId;
    }

    @Nullable
    String header(String lowerCaseName) {
        return headers.get(lowerCaseName);
    }

    private void member(JsonParser parser, String name) throws IOException {
        switch (name) {
            case "routeKey" -> routeKey = text(parser, routeKey);
            case "rawPath" -> path = text(parser, path);
            case "body" -> body = text(parser, body);
            case "isBase64Encoded" -> base64 = parser.currentToken() == JsonToken.VALUE_TRUE;
            case "headers" -> texts(parser, headers, true);
            case "queryStringParameters" -> texts(parser, query, false);
            case "pathParameters" -> texts(parser, pathParameters, false);
            case "requestContext" -> members(parser, this::context);
            default -> parser.skipChildren();
        }
    }

    private void context(JsonParser parser, String name) throws IOException {
        switch (name) {
            case "requestId" -> requestId = text(parser, requestId);
            case "http" -> members(parser, this::http);
            case "authorizer" -> members(parser, this::authorizer);
            default -> parser.skipChildren();
        }
    }

    private void http(JsonParser parser, String name) throws IOException {
        if (name.equals("method")) {
            method = text(parser, method);
            return;
        }
        parser.skipChildren();
    }

    private void authorizer(JsonParser parser, String name) throws IOException {
        if (name.equals("lambda")) {
            texts(parser, authorizer, false);
            return;
        }
        parser.skipChildren();
    }

    private static void texts(JsonParser parser, Map<String, String> into, boolean lowerCase) throws IOException {
        members(parser, (at, name) -> {
            if (at.currentToken().isScalarValue() && at.currentToken() != JsonToken.VALUE_NULL) {
                into.put(lowerCase ? name.toLowerCase(Locale.ROOT) : name, at.getText());
                return;
            }
            at.skipChildren();
        });
    }

    /// Reads one member of an object; the parser stands at its value.
    private interface Member {
        void read(JsonParser parser, String name) throws IOException;
    }

    private static void members(JsonParser parser, Member member) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            member.read(parser, name);
        }
    }

    private static String text(JsonParser parser, String otherwise) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            return parser.getText();
        }
        parser.skipChildren();
        return otherwise;
    }
}
