package dev.waymark.migrate.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;

/// What CloudFormation asks of a custom resource.
///
/// @see <a href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html">Requests</a>
record StackEvent(String requestType, URI responseUrl, String stackId, String requestId, String logicalResourceId) {
    static StackEvent read(InputStream input) throws IOException {
        JsonNode event = new ObjectMapper().readTree(input);
        return new StackEvent(
                event.path("RequestType").asText(),
                URI.create(event.path("ResponseURL").asText()),
                event.path("StackId").asText(),
                event.path("RequestId").asText(),
                event.path("LogicalResourceId").asText());
    }

    boolean isDelete() {
        return "Delete".equals(requestType);
    }
}
