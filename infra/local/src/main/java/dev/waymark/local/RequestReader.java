package dev.waymark.local;

import com.sun.net.httpserver.HttpExchange;
import dev.waymark.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/// Reads a request from the wire, holding no more of its body than could ever be taken.
final class RequestReader {
    /// What is held of a body at most.
    static final int HELD_BYTES = 8 * 1024 * 1024;

    /// What is read and thrown away of a body that is too large, so that a client which sends it all first sees the
    /// answer.
    private static final long DISCARDED_BYTES = 64L * 1024 * 1024;

    private static final int CHUNK_BYTES = 64 * 1024;

    private final Clock clock;

    RequestReader(Clock clock) {
        this.clock = clock;
    }

    /// The request without its body, which is read apart because it may be refused.
    IncomingRequest head(HttpExchange exchange) {
        String target = target(exchange.getRequestURI());
        int question = target.indexOf('?');
        return new IncomingRequest(
                exchange.getRequestMethod(),
                question < 0 ? target : target.substring(0, question),
                question < 0 ? "" : target.substring(question + 1),
                exchange.getProtocol(),
                headers(exchange),
                new byte[0],
                exchange.getRemoteAddress().getAddress().getHostAddress(),
                UUID.randomUUID().toString(),
                clock.instant());
    }

    /// The bytes of the body.
    ///
    /// @throws ProblemException 413 where there are more than [#HELD_BYTES]; the connection must then be closed
    byte[] body(HttpExchange exchange) throws IOException {
        InputStream stream = exchange.getRequestBody();
        byte[] body = stream.readNBytes(HELD_BYTES);
        if (body.length < HELD_BYTES || stream.read() < 0) {
            return body;
        }
        discard(stream);
        throw Dispatcher.tooLarge();
    }

    private static void discard(InputStream stream) throws IOException {
        byte[] chunk = new byte[CHUNK_BYTES];
        long left = DISCARDED_BYTES;
        int read = 0;
        while (read >= 0 && left > 0) {
            read = stream.read(chunk);
            left -= read;
        }
    }

    /// Path and query as they were sent. `//host/path` is a path here, not a host.
    private static String target(URI uri) {
        String text = uri.toString();
        if (text.startsWith("/")) {
            return text;
        }
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }

    private static Map<String, List<String>> headers(HttpExchange exchange) {
        var headers = new TreeMap<String, List<String>>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
        return headers;
    }
}
