package dev.waymark.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Sends requests to Waymark. What may be repeated is repeated: a lost connection, and a problem
/// marked `retryable`, are tried again with the same idempotency key, so that no POST takes
/// effect twice.
///
/// Several threads may use one. Every method raises [ProblemException] for an answer of 300 or
/// above and [UnreachableException] when none came.
public final class WaymarkClient implements AutoCloseable {
    private final Connection connection;
    private final Backoff backoff;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private volatile boolean reached;

    public WaymarkClient(Connection connection, Backoff backoff) {
        this.connection = connection;
        this.backoff = backoff;
    }

    public JsonNode get(String path) {
        return send("GET", path, Payload.NONE, Map.of()).body();
    }

    /// The answer's bytes, for what has to be seen exactly as it was written.
    public byte[] getBytes(String path) {
        return send("GET", path, Payload.NONE, Map.of()).bytes();
    }

    /// The same, with a 404 answered as empty.
    public Optional<JsonNode> find(String path) {
        try {
            return Optional.of(get(path));
        } catch (ProblemException refused) {
            if (refused.isNotFound()) {
                return Optional.empty();
            }
            throw refused;
        }
    }

    /// The answer with its version, for what is to be changed and sent back.
    public Answer read(String path) {
        return send("GET", path, Payload.NONE, Map.of());
    }

    /// Replaces the row while it is still the version of `condition`; else the problem is a 412.
    public Answer put(String path, JsonNode body, String condition) {
        return send("PUT", path, Payload.of(Json.bytes(body)), Map.of("If-Match", condition));
    }

    /// Makes a row. The idempotency key is new for each call and the same for each try of it.
    public Answer post(String path, byte[] json) {
        String key = UUID.randomUUID().toString();
        return send("POST", path, Payload.of(json), Map.of("Idempotency-Key", key));
    }

    /// The same with a key of one's own, under which the same body takes effect once, whoever
    /// sends it.
    public Answer post(String path, byte[] json, String idempotencyKey) {
        return send("POST", path, Payload.of(json), Map.of("Idempotency-Key", idempotencyKey));
    }

    /// Makes the row at this path unless it is there already, which is not an error.
    public void putIfAbsent(String path, JsonNode body) {
        try {
            send("PUT", path, Payload.of(Json.bytes(body)), Map.of("If-None-Match", "*"));
        } catch (ProblemException refused) {
            if (!refused.isVersionMismatch() && !refused.isConflict()) {
                throw refused;
            }
        }
    }

    /// Changes the row whose version is still `version`; else the problem is a 412.
    public Answer patch(String path, JsonNode body, long version) {
        return send("PATCH", path, Payload.of(Json.bytes(body)), Map.of("If-Match", "\"" + version + "\""));
    }

    /// The same with an `If-Match` of one's own; `*` takes any version.
    public Answer patch(String path, JsonNode body, String condition) {
        return send("PATCH", path, Payload.of(Json.bytes(body)), Map.of("If-Match", condition));
    }

    /// Deletes what is at this path; the answer is empty but for what tells how far that is.
    public Answer delete(String path) {
        return send("DELETE", path, Payload.NONE, Map.of());
    }

    private Answer send(String method, String path, Payload payload, Map<String, String> headers) {
        HttpRequest request = request(method, path, payload, headers);
        try {
            return sendUntilAnswered(request);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new UnreachableException("Interrupted while waiting for " + connection.url(), interrupted);
        }
    }

    private Answer sendUntilAnswered(HttpRequest request) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
                reached = true;
                byte[] bytes = Payload.unpacked(response);
                JsonNode body = Payload.read(response, bytes);
                if (response.statusCode() < 300) {
                    return new Answer(
                            response.statusCode(),
                            body,
                            bytes,
                            response.headers().firstValue("ETag").orElse(null));
                }
                Problem problem = Problem.of(response.statusCode(), body);
                if (!problem.retryable() || !backoff.allowsAnotherAfter(attempt)) {
                    throw new ProblemException(problem);
                }
            } catch (IOException lost) {
                if (isHopeless(lost) || !backoff.allowsAnotherAfter(attempt)) {
                    throw new UnreachableException(unreachable(lost), lost);
                }
            }
            backoff.waitAfter(attempt);
        }
    }

    /// A gateway that was there may come back; one that never answered is not running.
    private boolean isHopeless(IOException lost) {
        return lost instanceof ConnectException && !reached;
    }

    private String unreachable(IOException lost) {
        if (lost instanceof ConnectException) {
            return "no Waymark at " + connection.url() + ": start it with mvn -Plocal, or set WAYMARK_URL";
        }
        String why = lost.getMessage() == null ? lost.getClass().getSimpleName() : lost.getMessage();
        return "Waymark at " + connection.url() + " did not answer: " + why;
    }

    private HttpRequest request(String method, String path, Payload payload, Map<String, String> headers) {
        var request = HttpRequest.newBuilder(java.net.URI.create(connection.url() + path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + connection.apiKey())
                .header("Accept", "application/json, application/problem+json")
                .header("Accept-Encoding", "gzip")
                .method(method, payload.publisher());
        payload.headers().forEach(request::header);
        headers.forEach(request::header);
        return request.build();
    }

    @Override
    public void close() {
        http.close();
    }
}
