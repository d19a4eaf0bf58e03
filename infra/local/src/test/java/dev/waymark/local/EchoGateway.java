package dev.waymark.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A gateway on a free port before [EchoHandler] and [HeaderAuthorizer], without a database.
final class EchoGateway implements AutoCloseable {
    private final OpenThings things = new OpenThings();
    private final HttpClient client = HttpClient.newHttpClient();
    private final URI uri;

    EchoGateway() {
        Template template = template(Map.of("FAMILY", "echo"));
        HttpListener listener = things.open(() -> HttpListener.bind(0));
        Functions functions = things.open(() -> Functions.start(template, FunctionResource::environment));
        things.open(() -> listener.serve(new Dispatcher(template, functions)));
        uri = listener.uri();
    }

    static Template template(Map<String, String> environment) {
        var echo = new FunctionResource(
                "Echo", EchoHandler.class.getName(), "echo.zip", Duration.ofSeconds(29), environment);
        var authorizer = new FunctionResource(
                "Authorizer", HeaderAuthorizer.class.getName(), "echo.zip", Duration.ofSeconds(29), environment);
        return new Template(
                List.of(
                        new Route("GET", "/v1/open", "Echo", false),
                        new Route("POST", "/v1/things/{name}", "Echo", true),
                        new Route("GET", "/v1/things/{name}", "Echo", true),
                        Route.defaultRoute("Echo", true)),
                "Authorizer",
                Map.of("Echo", echo, "Authorizer", authorizer),
                List.of());
    }

    URI uri() {
        return uri;
    }

    HttpResponse<byte[]> send(String method, String target, BodyPublisher body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(uri + target)).method(method, body);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    HttpResponse<byte[]> get(String target, String... headers) throws IOException, InterruptedException {
        return send("GET", target, BodyPublishers.noBody(), headers);
    }

    @Override
    public void close() {
        things.close();
        client.close();
    }
}
