package dev.waymark.api.aws;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The side of Lambda that a runtime client talks to (AWS, "Using the Lambda runtime API"): hands out events
/// one by one and takes the answers.
final class RuntimeApi implements AutoCloseable {
    private static final String INVOCATION = "/2018-06-01/runtime/invocation/";
    private static final String RESTORE = "/2018-06-01/runtime/restore/next";
    private static final Duration TIMEOUT = Duration.ofSeconds(29);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final BlockingQueue<byte[]> events = new LinkedBlockingQueue<>();
    private final BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final CountDownLatch readyForSnapshot = new CountDownLatch(1);
    private final CountDownLatch restored = new CountDownLatch(1);

    /// What a call came to.
    ///
    /// @param path what the runtime client called: it ends in `response` or `error`
    /// @param body the function's answer, or what it told about the failure
    record Outcome(String path, String body) {}

    RuntimeApi() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /// Host and port, as `AWS_LAMBDA_RUNTIME_API` names them.
    String authority() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /// Hands over one event and waits for what comes of it; null where nothing came in time.
    @Nullable
    Outcome invoke(byte[] event, Duration patience) throws InterruptedException {
        events.add(event);
        return outcomes.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Waits until a function that is told to be one of SnapStart has come to where its snapshot is taken; false where
    /// it did not come in time.
    boolean awaitSnapshot(Duration patience) throws InterruptedException {
        return readyForSnapshot.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Lets the function go on, as it does when its snapshot is restored.
    void restore() {
        restored.countDown();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            if (path.equals(INVOCATION + "next")) {
                handOut(exchange);
                return;
            }
            if (path.equals(RESTORE)) {
                readyForSnapshot.countDown();
                restored.await();
                exchange.sendResponseHeaders(200, -1);
                return;
            }
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(202, -1);
            outcomes.add(new Outcome(path, body));
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private void handOut(HttpExchange exchange) throws IOException, InterruptedException {
        byte[] event = events.take();
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.getResponseHeaders().set("Lambda-Runtime-Aws-Request-Id", "call-" + calls.incrementAndGet());
        exchange.getResponseHeaders()
                .set(
                        "Lambda-Runtime-Deadline-Ms",
                        String.valueOf(Instant.now().plus(TIMEOUT).toEpochMilli()));
        exchange.getResponseHeaders()
                .set("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:local:000000000000:function:record:live");
        exchange.sendResponseHeaders(200, event.length);
        exchange.getResponseBody().write(event);
    }

    @Override
    public void close() {
        threads.shutdownNow();
        server.stop(0);
    }
}
