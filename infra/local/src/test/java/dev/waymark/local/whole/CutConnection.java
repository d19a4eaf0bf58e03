package dev.waymark.local.whole;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/// Stands between a client and the gateway and passes everything on, until the second batch of
/// steps or messages comes: then it kills the client, before the batch has reached the gateway or
/// after the gateway has recorded it.
final class CutConnection implements AutoCloseable {
    private static final Set<String> PASSED_ON =
            Set.of("authorization", "content-type", "idempotency-key", "if-match", "if-none-match");

    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private final URI gateway;
    private final boolean afterRecording;
    private final AtomicInteger batches = new AtomicInteger();
    private final CompletableFuture<Process> victim = new CompletableFuture<>();

    CutConnection(URI gateway, boolean afterRecording) throws IOException {
        this.gateway = gateway;
        this.afterRecording = afterRecording;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::pass);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /// Names the client that dies.
    void kills(Process process) {
        victim.complete(process);
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean isBatch = exchange.getRequestMethod().equals("POST")
                    && exchange.getRequestURI().getPath().matches(".*/(steps|messages)");
            boolean last = isBatch && batches.incrementAndGet() == 2;
            if (last && !afterRecording) {
                kill();
                return;
            }
            HttpResponse<byte[]> answer = asked(exchange);
            if (last) {
                kill();
                return;
            }
            answer.headers()
                    .firstValue("content-type")
                    .ifPresent(type -> exchange.getResponseHeaders().set("content-type", type));
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
            exchange.getResponseBody().write(answer.body());
        }
    }

    private void kill() {
        victim.join().destroyForcibly().onExit().join();
    }

    private HttpResponse<byte[]> asked(HttpExchange exchange) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(gateway.resolve(exchange.getRequestURI()))
                .method(
                        exchange.getRequestMethod(),
                        BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
        PASSED_ON.forEach(name -> {
            String value = exchange.getRequestHeaders().getFirst(name);
            if (value != null) {
                request.header(name, value);
            }
        });
        try {
            return client.send(request.build(), BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        client.close();
    }
}
