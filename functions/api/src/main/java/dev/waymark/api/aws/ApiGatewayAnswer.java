package dev.waymark.api.aws;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.waymark.api.dispatch.Response;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/// Writes a response as API Gateway takes it (HTTP API, payload format 2.0).
final class ApiGatewayAnswer {
    private static final JsonFactory JSON = new JsonFactory();
    /// Above this, base64 (a third more) is surely smaller than JSON in a JSON string (up to twice as much).
    private static final int BASE64_FROM_BYTES = 1024 * 1024;

    private ApiGatewayAnswer() {}

    static void write(Response response, OutputStream out) throws IOException {
        boolean base64 =
                response.headers().containsKey("content-encoding") || response.body().length > BASE64_FROM_BYTES;
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeNumberField("statusCode", response.status());
            json.writeObjectFieldStart("headers");
            for (Map.Entry<String, String> header : response.headers().entrySet()) {
                json.writeStringField(header.getKey(), header.getValue());
            }
            json.writeEndObject();
            json.writeFieldName("body");
            if (base64) {
                json.writeBinary(response.body());
            } else {
                json.writeUTF8String(response.body(), 0, response.body().length);
            }
            json.writeBooleanField("isBase64Encoded", base64);
            json.writeEndObject();
        }
    }
}
