package dev.waymark.local;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What goes back to the caller.
///
/// @param status the HTTP status
/// @param headers the headers, each once
/// @param cookies the values of `Set-Cookie`
/// @param body the bytes of the body; never written to
record Answer(
        int status,
        Map<String, String> headers,
        List<String> cookies,
        @SuppressWarnings("ArrayRecordComponent") // not compared, and too big to copy
        byte[] body) {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int FIRST_STATUS = 100;
    private static final int LAST_STATUS = 599;

    /// Reads a function's answer in payload format 2.0. One without a status code is refused: API Gateway would take it
    /// for a body, which no function here means.
    ///
    /// @throws IOException where it is not such an answer
    static Answer read(byte[] payload) throws IOException {
        var parts = new Parts();
        try (JsonParser parser = JSON.createParser(payload)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("a function's answer is not a JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                parser.nextToken();
                parts.take(field, parser);
            }
        }
        return parts.answer();
    }

    private static final class Parts {
        private int status;
        private final Map<String, String> headers = new LinkedHashMap<>();
        private final List<String> cookies = new ArrayList<>();
        private String body = "";
        private boolean packed;

        private void take(String field, JsonParser parser) throws IOException {
            if (parser.currentToken() == JsonToken.VALUE_NULL) {
                return;
            }
            switch (field) {
                case "statusCode" -> status = parser.getIntValue();
                case "body" -> body = parser.getText();
                case "isBase64Encoded" -> packed = parser.getBooleanValue();
                case "headers" -> takeHeaders(parser);
                case "cookies" -> takeCookies(parser);
                default -> parser.skipChildren();
            }
        }

        private void takeHeaders(JsonParser parser) throws IOException {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                headers.put(name, parser.getText());
            }
        }

        private void takeCookies(JsonParser parser) throws IOException {
            while (parser.nextToken() == JsonToken.VALUE_STRING) {
                cookies.add(parser.getText());
            }
        }

        private Answer answer() throws IOException {
            if (status < FIRST_STATUS || status > LAST_STATUS) {
                throw new IOException("a function's answer has no HTTP status but " + status);
            }
            byte[] bytes = packed ? unpacked() : body.getBytes(StandardCharsets.UTF_8);
            return new Answer(status, headers, cookies, bytes);
        }

        private byte[] unpacked() throws IOException {
            try {
                return Base64.getDecoder().decode(body);
            } catch (IllegalArgumentException notBase64) {
                throw new IOException("a function's answer says that it is Base64 and is not", notBase64);
            }
        }
    }
}
