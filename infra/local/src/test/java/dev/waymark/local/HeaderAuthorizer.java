package dev.waymark.local;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;

/// Allows all but `Bearer refuse`, and hands over the event that it saw.
public final class HeaderAuthorizer implements RequestStreamHandler {
    private static final ObjectMapper JSON = new ObjectMapper();

    public HeaderAuthorizer(Map<String, String> environment) {
        if (environment.containsKey("BROKEN")) {
            throw new IllegalStateException("no connection\nand more");
        }
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        JsonNode event = JSON.readTree(input);
        var answer = JSON.createObjectNode();
        answer.put(
                "isAuthorized",
                !event.path("headers").path("authorization").asText().equals("Bearer refuse"));
        answer.putObject("context").put("saw", event.toString());
        JSON.writeValue(output, answer);
    }
}
