package dev.waymark.local;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.waymark.problem.ProblemException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An HTTP server on 127.0.0.1 and nowhere else, with a virtual thread for each request.
final class HttpListener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpListener.class);
    private static final int BACKLOG = 1024;
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final long NO_BODY = -1;
    private static final Set<Integer> BODILESS = Set.of(204, 304);
    private static final Set<String> OWN_HEADERS = Set.of("content-length", "transfer-encoding", "connection", "date");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final RequestReader reader = new RequestReader(Clock.systemUTC());

    private HttpListener(HttpServer server) {
        this.server = server;
    }

    /// Takes the port. Nothing is answered before [#serve].
    ///
    /// @throws StartFailure where the port is not to be had
    static HttpListener bind(int port) {
        try {
            InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
            return new HttpListener(HttpServer.create(new InetSocketAddress(loopback, port), BACKLOG));
        } catch (BindException e) {
            throw new StartFailure(
                    "Port %d is taken (%s): stop what listens there, or choose another with WAYMARK_PORT"
                            .formatted(port, StartFailure.reason(e)),
                    e);
        } catch (IOException e) {
            throw new StartFailure("Port " + port + " cannot be listened on: " + StartFailure.reason(e), e);
        }
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /// Answers requests from now on.
    ///
    /// @return stops accepting, lets running requests end for up to 10 seconds, and stops
    AutoCloseable serve(Dispatcher dispatcher) {
        server.createContext("/", exchange -> handle(exchange, dispatcher));
        server.setExecutor(threads);
        server.start();
        return () -> server.stop((int) GRACE.toSeconds());
    }

    private void handle(HttpExchange exchange, Dispatcher dispatcher) throws IOException {
        try (exchange) {
            IncomingRequest head = reader.head(exchange);
            exchange.getResponseHeaders().set("apigw-requestid", head.id());
            write(exchange, answer(exchange, head, dispatcher));
        } catch (IOException hungUp) {
            LOG.debug("The connection ended before the answer was out", hungUp);
            throw hungUp;
        }
    }

    private Answer answer(HttpExchange exchange, IncomingRequest head, Dispatcher dispatcher) throws IOException {
        try {
            return dispatcher.answer(head.withBody(reader.body(exchange)));
        } catch (ProblemException tooLarge) {
            exchange.getResponseHeaders().set("connection", "close");
            return ProblemAnswer.of(tooLarge, head.encodedPath(), head.id());
        }
    }

    private static void write(HttpExchange exchange, Answer answer) throws IOException {
        for (Map.Entry<String, String> header : answer.headers().entrySet()) {
            if (!OWN_HEADERS.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                exchange.getResponseHeaders().set(header.getKey(), header.getValue());
            }
        }
        for (String cookie : answer.cookies()) {
            exchange.getResponseHeaders().add("set-cookie", cookie);
        }
        boolean bodiless = answer.body().length == 0
                || BODILESS.contains(answer.status())
                || exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(answer.status(), bodiless ? NO_BODY : answer.body().length);
        if (bodiless) {
            return;
        }
        try (OutputStream body = exchange.getResponseBody()) {
            body.write(answer.body());
        }
    }

    /// Lets the port go. Has no effect after the stop of what [#serve] started.
    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
    }
}
