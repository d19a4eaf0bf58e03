package dev.waymark.migrate.aws;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/// The answer that CloudFormation waits for, at the URL that it gave. Without one a stack hangs for an hour.
///
/// @param failure why it failed, or empty for success
/// @see <a href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html">Responses</a>
record StackAnswer(StackEvent event, String failure) {
    /// Stays the same for ever: another one would make CloudFormation delete the old resource.
    static final String PHYSICAL_ID = "waymark-schema";

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int TRIES = 3;

    /// Sends the answer, a few times where the network fails.
    ///
    /// @throws IOException when it was never taken
    void send() throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                put();
                return;
            } catch (IOException e) {
                if (attempt == TRIES) {
                    throw e;
                }
            }
        }
    }

    private void put() throws IOException {
        // No content type: the URL is signed without one.
        HttpRequest request = HttpRequest.newBuilder(event.responseUrl())
                .timeout(PATIENCE)
                .PUT(HttpRequest.BodyPublishers.ofString(body()))
                .build();
        try (HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build()) {
            int status =
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status / 100 != 2) {
                throw new IOException("CloudFormation took the answer with status " + status);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while answering", e);
        }
    }

    private String body() {
        return new ObjectMapper()
                .createObjectNode()
                .put("Status", failure.isEmpty() ? "SUCCESS" : "FAILED")
                .put("Reason", failure.isEmpty() ? "The schema is up to date" : failure)
                .put("PhysicalResourceId", PHYSICAL_ID)
                .put("StackId", event.stackId())
                .put("RequestId", event.requestId())
                .put("LogicalResourceId", event.logicalResourceId())
                .toString();
    }
}
