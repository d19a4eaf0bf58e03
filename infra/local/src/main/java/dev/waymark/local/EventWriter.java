package dev.waymark.local;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Writes the events that an HTTP API sends to functions, payload format 2.0, and to a REQUEST authorizer.
///
/// As on AWS, `rawPath` and `requestContext.http.path` are decoded; only `pathParameters` tell segments apart.
final class EventWriter {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String ACCOUNT = "000000000000";
    private static final String API = "local";
    private static final String STAGE = "$default";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);

    /// The event for the function that answers.
    ///
    /// @param authorizerContext what the authorizer gave as `context`, as JSON; null where none was asked
    byte[] proxyEvent(IncomingRequest request, RouteTable.Match match, byte @Nullable [] authorizerContext) {
        return write(request.body().length, event -> {
            event.writeStringField("version", "2.0");
            writeCommon(event, request, match, authorizerContext);
            writeBody(event, request);
        });
    }

    /// The event for the authorizer.
    byte[] authorizerEvent(IncomingRequest request, RouteTable.Match match) {
        return write(0, event -> {
            event.writeStringField("version", "2.0");
            event.writeStringField("type", "REQUEST");
            event.writeStringField(
                    "routeArn",
                    "arn:aws:execute-api:local:%s:%s/%s/%s%s"
                            .formatted(ACCOUNT, API, STAGE, request.method(), path(request)));
            event.writeArrayFieldStart("identitySource");
            Optional<String> authorization = request.header("authorization");
            if (authorization.isPresent()) {
                event.writeString(authorization.get());
            }
            event.writeEndArray();
            writeCommon(event, request, match, null);
        });
    }

    private static void writeCommon(
            JsonGenerator event, IncomingRequest request, RouteTable.Match match, byte @Nullable [] authorizerContext)
            throws IOException {
        event.writeStringField("routeKey", match.route().key());
        event.writeStringField("rawPath", path(request));
        event.writeStringField("rawQueryString", request.rawQuery());
        writeCookies(event, request.cookies());
        writeHeaders(event, request);
        writeJoined(event, "queryStringParameters", request.query());
        writeContext(event, request, match, authorizerContext);
        if (!match.pathParameters().isEmpty()) {
            event.writeObjectFieldStart("pathParameters");
            for (Map.Entry<String, String> parameter : match.pathParameters().entrySet()) {
                event.writeStringField(parameter.getKey(), parameter.getValue());
            }
            event.writeEndObject();
        }
    }

    private static void writeCookies(JsonGenerator event, List<String> cookies) throws IOException {
        if (cookies.isEmpty()) {
            return;
        }
        event.writeArrayFieldStart("cookies");
        for (String cookie : cookies) {
            event.writeString(cookie);
        }
        event.writeEndArray();
    }

    private static void writeHeaders(JsonGenerator event, IncomingRequest request) throws IOException {
        event.writeObjectFieldStart("headers");
        for (Map.Entry<String, List<String>> header : request.headers().entrySet()) {
            if (!header.getKey().equals("cookie")) {
                event.writeStringField(header.getKey(), String.join(",", header.getValue()));
            }
        }
        event.writeEndObject();
    }

    private static void writeJoined(JsonGenerator event, String field, Map<String, List<String>> values)
            throws IOException {
        if (values.isEmpty()) {
            return;
        }
        event.writeObjectFieldStart(field);
        for (Map.Entry<String, List<String>> entry : values.entrySet()) {
            event.writeStringField(entry.getKey(), String.join(",", entry.getValue()));
        }
        event.writeEndObject();
    }

    private static void writeContext(
            JsonGenerator event, IncomingRequest request, RouteTable.Match match, byte @Nullable [] authorizerContext)
            throws IOException {
        event.writeObjectFieldStart("requestContext");
        event.writeStringField("accountId", ACCOUNT);
        event.writeStringField("apiId", API);
        if (authorizerContext != null) {
            event.writeObjectFieldStart("authorizer");
            event.writeFieldName("lambda");
            copy(authorizerContext, event);
            event.writeEndObject();
        }
        event.writeStringField("domainName", request.header("host").orElse("localhost"));
        event.writeStringField("domainPrefix", API);
        event.writeObjectFieldStart("http");
        event.writeStringField("method", request.method());
        event.writeStringField("path", path(request));
        event.writeStringField("protocol", request.protocol());
        event.writeStringField("sourceIp", request.sourceIp());
        event.writeStringField("userAgent", request.header("user-agent").orElse(""));
        event.writeEndObject();
        event.writeStringField("requestId", request.id());
        event.writeStringField("routeKey", match.route().key());
        event.writeStringField("stage", STAGE);
        event.writeStringField("time", TIME.format(request.receivedAt()));
        event.writeNumberField("timeEpoch", request.receivedAt().toEpochMilli());
        event.writeEndObject();
    }

    private static void writeBody(JsonGenerator event, IncomingRequest request) throws IOException {
        Optional<String> text = request.text();
        if (request.body().length > 0) {
            event.writeFieldName("body");
            if (text.isPresent()) {
                event.writeString(text.get());
            } else {
                event.writeBinary(request.body());
            }
        }
        event.writeBooleanField("isBase64Encoded", request.body().length > 0 && text.isEmpty());
    }

    private static String path(IncomingRequest request) {
        return PercentEncoding.decodePath(request.encodedPath());
    }

    private static void copy(byte[] object, JsonGenerator to) throws IOException {
        try (JsonParser parser = JSON.createParser(object)) {
            parser.nextToken();
            to.copyCurrentStructure(parser);
        }
    }

    private interface Fields {
        void writeTo(JsonGenerator event) throws IOException;
    }

    private byte[] write(int bodyBytes, Fields fields) {
        var bytes = new ByteArrayOutputStream(bodyBytes + bodyBytes / 2 + 2048);
        try (JsonGenerator event = JSON.createGenerator(bytes)) {
            event.writeStartObject();
            fields.writeTo(event);
            event.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("An event in memory cannot be written", e);
        }
        return bytes.toByteArray();
    }
}
