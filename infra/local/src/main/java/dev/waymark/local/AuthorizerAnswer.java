package dev.waymark.local;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/// A Lambda authorizer's simple response.
///
/// @param allowed whether the request may go on
/// @param context what the function is given, as a JSON object; never written to
record AuthorizerAnswer(
        boolean allowed,
        @SuppressWarnings("ArrayRecordComponent") // not compared
        byte[] context) {
    private static final JsonFactory JSON = new JsonFactory();
    private static final byte[] NO_CONTEXT = {'{', '}'};

    /// @throws IOException where it is not such a response
    static AuthorizerAnswer read(byte[] payload) throws IOException {
        boolean allowed = false;
        boolean decided = false;
        byte[] context = NO_CONTEXT;
        try (JsonParser parser = JSON.createParser(payload)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("the authorizer's answer is not a JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                JsonToken value = parser.nextToken();
                if (field.equals("isAuthorized")) {
                    allowed = parser.getBooleanValue();
                    decided = true;
                } else if (field.equals("context") && value == JsonToken.START_OBJECT) {
                    context = copy(parser);
                } else {
                    parser.skipChildren();
                }
            }
        }
        if (!decided) {
            throw new IOException("the authorizer's answer has no isAuthorized");
        }
        return new AuthorizerAnswer(allowed, context);
    }

    private static byte[] copy(JsonParser parser) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (JsonGenerator generator = JSON.createGenerator(bytes)) {
            generator.copyCurrentStructure(parser);
        }
        return bytes.toByteArray();
    }
}
