package dev.waymark.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before all tests
class GatewayTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private EchoGateway gateway;

    @BeforeAll
    void start() {
        gateway = new EchoGateway();
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    @Test
    void theFunctionGetsTheRequestAsAnEvent() throws Exception {
        HttpResponse<byte[]> response = gateway.send(
                "POST",
                "/v1/things/a%2Fb?x=1",
                BodyPublishers.ofString("{\"é\": 1}"),
                "Authorization",
                "Bearer k",
                "X-Twice",
                "1",
                "X-Twice",
                "2");

        JsonNode echo = json(response);
        JsonNode event = echo.path("event");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(event.path("routeKey").asText()).isEqualTo("POST /v1/things/{name}");
        assertThat(event.path("pathParameters").path("name").asText()).isEqualTo("a/b");
        assertThat(event.path("body").asText()).isEqualTo("{\"é\": 1}");
        assertThat(event.path("headers").path("x-twice").asText()).isEqualTo("1,2");
        assertThat(echo.path("function").asText()).isEqualTo("Echo");
        assertThat(echo.path("remaining_ms").asInt()).isBetween(1, 29_000);
        assertThat(echo.path("environment").path("FAMILY").asText()).isEqualTo("echo");
    }

    @Test
    void theAnswerCarriesHeadersCookiesAndTheRequestId() throws Exception {
        HttpResponse<byte[]> response = gateway.get("/v1/open");

        assertThat(response.headers().firstValue("x-echo")).contains("yes");
        assertThat(response.headers().allValues("set-cookie")).containsExactly("a=1", "b=2");
        assertThat(response.headers().firstValue("apigw-requestid"))
                .contains(json(response)
                        .path("event")
                        .path("requestContext")
                        .path("requestId")
                        .asText());
    }

    @Test
    void theAuthorizersContextReachesTheFunction() throws Exception {
        JsonNode context = json(gateway.get("/v1/things/x", "Authorization", "Bearer k"))
                .path("event")
                .path("requestContext")
                .path("authorizer")
                .path("lambda");

        JsonNode seen = JSON.readTree(context.path("saw").asText());
        assertThat(seen.path("identitySource").path(0).asText()).isEqualTo("Bearer k");
        assertThat(seen.path("type").asText()).isEqualTo("REQUEST");
    }

    @Test
    void withoutAHeaderTheAuthorizerIsStillAsked() throws Exception {
        JsonNode event = json(gateway.get("/v1/things/x")).path("event");

        String saw = event.path("requestContext")
                .path("authorizer")
                .path("lambda")
                .path("saw")
                .asText();
        assertThat(JSON.readTree(saw).path("identitySource")).isEmpty();
    }

    @Test
    void anOpenRouteDoesNotAskTheAuthorizer() throws Exception {
        JsonNode event =
                json(gateway.get("/v1/open", "Authorization", "Bearer refuse")).path("event");

        assertThat(event.path("requestContext").has("authorizer")).isFalse();
    }

    @Test
    void whatTheAuthorizerRefusesIsForbidden() throws Exception {
        assertProblem(gateway.get("/v1/things/x", "Authorization", "Bearer refuse"), 403, "forbidden");
    }

    @Test
    void anUnknownRouteGoesToTheDefaultFunction() throws Exception {
        JsonNode event =
                json(gateway.send("TRACE", "/nowhere", BodyPublishers.noBody())).path("event");

        assertThat(event.path("routeKey").asText()).isEqualTo("$default");
        assertThat(event.path("rawPath").asText()).isEqualTo("/nowhere");
    }

    @Test
    void headIsAnsweredWithoutABody() throws Exception {
        HttpResponse<byte[]> response = gateway.send("HEAD", "/v1/open", BodyPublishers.noBody());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
    }

    @Test
    void base64AnswersAreDecodedAndEmptyOnesHaveNoBody() throws Exception {
        assertThat(gateway.get("/v1/open?do=binary").body()).containsExactly(0xff, 0, 1);
        HttpResponse<byte[]> empty = gateway.get("/v1/open?do=nothing");
        assertThat(empty.statusCode()).isEqualTo(204);
        assertThat(empty.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fail", "garble", "swell"})
    void aFunctionThatDoesNotAnswerWellIsAnInternalErrorThatTellsNothing(String wish) throws Exception {
        HttpResponse<byte[]> response = gateway.get("/v1/open?do=" + wish);

        JsonNode problem = assertProblem(response, 500, "internal-error");
        assertThat(problem.path("request_id").asText())
                .isEqualTo(response.headers().firstValue("apigw-requestid").orElseThrow());
        assertThat(problem.path("detail").asText()).doesNotContain("wished", "Exception");
    }

    @Test
    void aBodyThatOutgrowsItsLimitIsRefusedWithTheLimit() throws Exception {
        JsonNode problem = assertProblem(post("x".repeat(Dispatcher.PAYLOAD_LIMIT_BYTES)), 413, "too-large");
        assertThat(problem.path("limit_bytes").asInt()).isEqualTo(4_194_304);
    }

    @Test
    void aBodyWithinItsLimitWhoseEventOutgrowsLambdasIsRefusedWithThatLimit() throws Exception {
        JsonNode problem = assertProblem(post("\"".repeat(4_000_000)), 413, "too-large");
        assertThat(problem.path("limit_bytes").asInt()).isEqualTo(6_291_456);
        assertThat(problem.path("detail").asText()).contains("gzip");
    }

    @Test
    void aBodyThatFitsTheEventIsPassedOn() throws Exception {
        assertThat(post("x".repeat(5_000_000)).statusCode()).isEqualTo(200);
    }

    @Test
    void aBodyBeyondWhatIsHeldIsRefusedAndTheConnectionClosed() throws Exception {
        HttpResponse<byte[]> response = post("x".repeat(RequestReader.HELD_BYTES + 1_000_000));

        assertProblem(response, 413, "too-large");
        assertThat(response.headers().firstValue("connection")).contains("close");
        assertThat(gateway.get("/v1/open").statusCode()).isEqualTo(200);
    }

    @Test
    void brokenEscapesInTheQueryAreTheCallersProblem() throws Exception {
        assertThat(raw("GET /v1/open?a=%FF HTTP/1.1"))
                .startsWith("HTTP/1.1 422")
                .contains("invalid-request");
    }

    @Test
    void aPathThatLooksLikeAHostIsAPath() throws Exception {
        assertThat(raw("GET //v1/open HTTP/1.1")).contains("\"rawPath\":\"//v1/open\"");
    }

    @Test
    void requestsRunAtTheSameTime() throws Exception {
        var calls = new ArrayList<Callable<HttpResponse<byte[]>>>();
        for (int i = 0; i < EchoHandler.PARTIES; i++) {
            calls.add(() -> gateway.get("/v1/open?do=meet"));
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<HttpResponse<byte[]>> call : threads.invokeAll(calls)) {
                assertThat(call.get().body()).isEqualTo("met".getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void onlyTheLoopbackAddressListens() {
        assertThat(gateway.uri().getHost()).isEqualTo("127.0.0.1");
    }

    @Test
    void aTakenPortIsOneClearLine() {
        assertThatThrownBy(() -> HttpListener.bind(gateway.uri().getPort()))
                .isInstanceOfSatisfying(
                        StartFailure.class,
                        failure -> assertThat(failure.line())
                                .startsWith("Port " + gateway.uri().getPort() + " is taken")
                                .contains("WAYMARK_PORT"));
    }

    @Test
    void aHandlerThatDoesNotStartIsOneClearLine() {
        Template template = EchoGateway.template(Map.of("BROKEN", "yes"));
        assertThatThrownBy(() -> Functions.start(template, FunctionResource::environment))
                .isInstanceOfSatisfying(
                        StartFailure.class,
                        failure -> assertThat(failure.line())
                                .isEqualTo(
                                        "Authorizer (dev.waymark.local.HeaderAuthorizer) does not start: no connection"));
    }

    @Test
    void closingEndsRunningRequestsAndFreesThePort() {
        var other = new EchoGateway();
        int port = other.uri().getPort();
        other.close();
        other.close();
        HttpListener.bind(port).close();
    }

    private HttpResponse<byte[]> post(String body) throws IOException, InterruptedException {
        return gateway.send("POST", "/v1/things/x", BodyPublishers.ofString(body), "Authorization", "Bearer k");
    }

    /// Sends a request line that an HTTP client would refuse to send.
    private String raw(String requestLine) throws IOException {
        try (var socket = new Socket(
                        InetAddress.getLoopbackAddress(), gateway.uri().getPort());
                InputStream input = socket.getInputStream()) {
            String request = requestLine + "\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(input.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static JsonNode assertProblem(HttpResponse<byte[]> response, int status, String slug) throws IOException {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type")).contains("application/problem+json");
        JsonNode problem = json(response);
        assertThat(problem.path("type").asText()).isEqualTo("https://waymark.dev/problems/" + slug);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        return problem;
    }

    private static JsonNode json(HttpResponse<byte[]> response) throws IOException {
        return JSON.readTree(response.body());
    }
}
