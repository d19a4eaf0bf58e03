package dev.waymark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.waymark.cli.api.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;

/// A real HTTP server that stands in for the gateway: checks what the contract asks of a request, remembers answers by
/// idempotency key, and fails on demand. Rows are kept by [Rows].
final class LedgerStandIn implements AutoCloseable {
    static final String KEY = "wm_test";
    private static final int LIMIT_BYTES = 4 * 1024 * 1024;

    /// What may happen to the next write.
    enum Fault {
        /// It goes well.
        NONE,
        /// 503, `retryable`.
        UNAVAILABLE,
        /// 409, `retryable`.
        IN_PROGRESS,
        /// The connection is closed before anything was done.
        LOST_BEFORE,
        /// The connection is closed after the work was done.
        LOST_AFTER,
        /// 500: nothing that a retry would mend.
        BROKEN
    }

    /// One request as it came.
    record Seen(String method, String path, int bytesSent, boolean packed, JsonNode body) {}

    record Reply(int status, JsonNode body) {}

    final Rows rows = new Rows();
    final List<Seen> seen = new ArrayList<>();
    final Deque<Fault> faults = new ArrayDeque<>();
    private final Map<String, Reply> answered = new HashMap<>();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newSingleThreadExecutor();
    private int failAfterWrites = Integer.MAX_VALUE;

    LedgerStandIn() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /// From the n-th write on everything that writes is answered with a 500, as if the run had been killed there.
    void breakAfterWrites(int writes) {
        failAfterWrites = writes;
    }

    long writes() {
        return seen.stream().filter(s -> !s.method().equals("GET")).count();
    }

    List<Seen> seen(String method, String pathEnd) {
        return seen.stream()
                .filter(s -> s.method().equals(method) && s.path().endsWith(pathEnd))
                .toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            String path = exchange.getRequestURI().toString();
            byte[] sent = exchange.getRequestBody().readAllBytes();
            boolean packed = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
            JsonNode body = read(sent, packed);
            seen.add(new Seen(method, path, sent.length, packed, body));
            boolean write = !method.equals("GET");
            Fault fault = write ? nextFault() : Fault.NONE;
            if (fault == Fault.LOST_BEFORE) {
                return;
            }
            Reply reply = fault == Fault.NONE || fault == Fault.LOST_AFTER
                    ? replyOnce(exchange, method, path, sent.length, body)
                    : failure(fault);
            if (fault != Fault.LOST_AFTER) {
                send(exchange, reply);
            }
        }
    }

    private Fault nextFault() {
        if (writes() > failAfterWrites) {
            return Fault.BROKEN;
        }
        return faults.isEmpty() ? Fault.NONE : faults.remove();
    }

    private Reply replyOnce(HttpExchange exchange, String method, String path, int bytes, JsonNode body) {
        if (!("Bearer " + KEY).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            return problem(401, "unauthenticated", "The API key is missing or not valid", false);
        }
        if (bytes > LIMIT_BYTES) {
            return problem(413, "too-large", "The request is too large", false);
        }
        String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        if (!method.equals("POST")) {
            String condition =
                    exchange.getRequestHeaders().getFirst(method.equals("PUT") ? "If-None-Match" : "If-Match");
            return rows.answer(method, path, body, condition == null ? "" : condition);
        }
        if (key == null) {
            return problem(422, "invalid-request", "Idempotency-Key is missing", false);
        }
        Reply before = answered.get(key);
        Reply reply = before == null ? rows.answer(method, path, body, "") : before;
        if (reply.status() < 300) {
            answered.put(key, reply);
        }
        return reply;
    }

    private static Reply failure(Fault fault) {
        return switch (fault) {
            case UNAVAILABLE -> problem(503, "unavailable", "The service cannot answer now", true);
            case IN_PROGRESS -> problem(409, "request-in-progress", "A request is under way", true);
            default -> problem(500, "internal-error", "Something went wrong here", false);
        };
    }

    static Reply problem(int status, String slug, String title, boolean retryable) {
        ObjectNode body = Json.object()
                .put("type", "https://waymark.dev/problems/" + slug)
                .put("title", title)
                .put("status", status)
                .put("retryable", retryable);
        return new Reply(status, body);
    }

    private static JsonNode read(byte[] sent, boolean packed) throws IOException {
        try (InputStream plain = new ByteArrayInputStream(sent);
                InputStream stream = packed ? new GZIPInputStream(plain) : plain) {
            return Json.read(stream);
        }
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        byte[] bytes = Json.bytes(reply.body());
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(reply.status(), bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
