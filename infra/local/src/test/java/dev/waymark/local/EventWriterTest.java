package dev.waymark.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EventWriterTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Route ROUTE = new Route("POST", "/v1/things/{name}", "Echo", true);

    private final EventWriter events = new EventWriter();

    @Test
    void theEventSaysWhatPayloadFormatTwoSays() throws IOException {
        JsonNode event = event(request(
                "a=1&b=x%20y+z&a=2&empty=&bare&%C3%BC=%26", Map.of("x-many", List.of("1", "2")), "{\"k\": \"ü\"}"));

        assertThat(event.path("version").asText()).isEqualTo("2.0");
        assertThat(event.path("routeKey").asText()).isEqualTo("POST /v1/things/{name}");
        assertThat(event.path("rawPath").asText()).isEqualTo("/v1/things/a b");
        assertThat(event.path("rawQueryString").asText()).isEqualTo("a=1&b=x%20y+z&a=2&empty=&bare&%C3%BC=%26");
        assertThat(event.path("queryStringParameters"))
                .isEqualTo(JSON.readTree("{\"a\":\"1,2\",\"b\":\"x y z\",\"empty\":\"\",\"bare\":\"\",\"ü\":\"&\"}"));
        assertThat(event.path("headers").path("x-many").asText()).isEqualTo("1,2");
        assertThat(event.path("pathParameters")).isEqualTo(JSON.readTree("{\"name\":\"a b\"}"));
        assertThat(event.path("body").asText()).isEqualTo("{\"k\": \"ü\"}");
        assertThat(event.path("isBase64Encoded").asBoolean(true)).isFalse();
    }

    @Test
    void theContextNamesTheRequest() throws IOException {
        JsonNode context =
                event(request("", Map.of("user-agent", List.of("test")), "")).path("requestContext");

        assertThat(context.path("requestId").asText()).isEqualTo("the-id");
        assertThat(context.path("routeKey").asText()).isEqualTo("POST /v1/things/{name}");
        assertThat(context.path("stage").asText()).isEqualTo("$default");
        assertThat(context.path("time").asText()).isEqualTo("20/Nov/2026:10:00:02 +0000");
        assertThat(context.path("timeEpoch").asLong()).isEqualTo(1_795_168_802_500L);
        assertThat(context.path("http"))
                .isEqualTo(
                        JSON.readTree(
                                "{\"method\":\"POST\",\"path\":\"/v1/things/a b\",\"protocol\":\"HTTP/1.1\",\"sourceIp\":\"127.0.0.1\",\"userAgent\":\"test\"}"));
        assertThat(context.path("authorizer").path("lambda").path("caller").asText())
                .isEqualTo("{\"tenant_id\":\"t\"}");
    }

    @Test
    void cookiesTravelApartFromTheHeaders() throws IOException {
        JsonNode event = event(request("", Map.of("cookie", List.of("a=1; b=2", "c=3")), ""));

        assertThat(event.path("cookies")).isEqualTo(JSON.readTree("[\"a=1\",\"b=2\",\"c=3\"]"));
        assertThat(event.path("headers").has("cookie")).isFalse();
    }

    @Test
    void whatIsAbsentIsLeftOut() throws IOException {
        JsonNode event = event(request("", Map.of(), ""));

        assertThat(event.has("body")).isFalse();
        assertThat(event.has("cookies")).isFalse();
        assertThat(event.has("queryStringParameters")).isFalse();
        assertThat(event.path("isBase64Encoded").asBoolean(true)).isFalse();
    }

    @Test
    void aBodyThatIsNotTextTravelsAsBase64() throws IOException {
        byte[] body = {(byte) 0xff, 0, 1};
        JsonNode event = event(request("", Map.of(), body));

        assertThat(event.path("isBase64Encoded").asBoolean()).isTrue();
        assertThat(event.path("body").binaryValue()).isEqualTo(body);
    }

    @Test
    void aPackedBodyTravelsAsBase64EvenWhereItReadsAsText() throws IOException {
        byte[] body = "abc".getBytes(StandardCharsets.UTF_8);
        JsonNode event = event(request("", Map.of("content-encoding", List.of("GZIP")), body));

        assertThat(event.path("isBase64Encoded").asBoolean()).isTrue();
        assertThat(event.path("body").binaryValue()).isEqualTo(body);
    }

    @Test
    void theAuthorizerSeesTheHeaderAndNoBody() throws IOException {
        IncomingRequest request = request("a=1", Map.of("authorization", List.of("Bearer wm_x")), "secret");
        JsonNode event = JSON.readTree(events.authorizerEvent(request, match()));

        assertThat(event.path("type").asText()).isEqualTo("REQUEST");
        assertThat(event.path("identitySource")).isEqualTo(JSON.readTree("[\"Bearer wm_x\"]"));
        assertThat(event.path("headers").path("authorization").asText()).isEqualTo("Bearer wm_x");
        assertThat(event.path("requestContext").path("requestId").asText()).isEqualTo("the-id");
        assertThat(event.has("body")).isFalse();
    }

    private JsonNode event(IncomingRequest request) throws IOException {
        byte[] context = "{\"caller\":\"{\\\"tenant_id\\\":\\\"t\\\"}\"}".getBytes(StandardCharsets.UTF_8);
        return JSON.readTree(events.proxyEvent(request, match(), context));
    }

    private static RouteTable.Match match() {
        return new RouteTable.Match(ROUTE, Map.of("name", "a b"));
    }

    private static IncomingRequest request(String query, Map<String, List<String>> headers, String body) {
        return request(query, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    private static IncomingRequest request(String query, Map<String, List<String>> headers, byte[] body) {
        return new IncomingRequest(
                "POST",
                "/v1/things/a%20b",
                query,
                "HTTP/1.1",
                new TreeMap<>(headers),
                body,
                "127.0.0.1",
                "the-id",
                Instant.parse("2026-11-20T10:00:02.5Z"));
    }
}
