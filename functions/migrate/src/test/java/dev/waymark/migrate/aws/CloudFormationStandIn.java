package dev.waymark.migrate.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Hands out events and takes the answers at their URL, as CloudFormation does; may refuse the first ones.
final class CloudFormationStandIn implements AutoCloseable {
    record Taken(String method, boolean hasContentType, JsonNode body) {}

    private final HttpServer server;
    private final List<Taken> answers = new ArrayList<>();
    private int refusals;

    CloudFormationStandIn(int refusals) throws IOException {
        this.refusals = refusals;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/answer", this::take);
        server.start();
    }

    InputStream event(String type) {
        String event = """
                {"RequestType": "%s", "ResponseURL": "http://127.0.0.1:%d/answer?signature=a%%2Fb",
                 "StackId": "arn:stack/one", "RequestId": "r-1", "LogicalResourceId": "Schema",
                 "ResourceProperties": {"Version": "7"}}
                """.formatted(type, server.getAddress().getPort());
        return new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8));
    }

    synchronized List<Taken> answers() {
        return List.copyOf(answers);
    }

    private synchronized void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode body = new ObjectMapper().readTree(exchange.getRequestBody());
            if (refusals-- > 0) {
                exchange.sendResponseHeaders(503, -1);
                return;
            }
            boolean typed = exchange.getRequestHeaders().containsKey("Content-Type");
            answers.add(new Taken(exchange.getRequestMethod(), typed, body));
            exchange.sendResponseHeaders(200, -1);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
