package dev.waymark.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.waymark.json.StrictJson;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.json.tree.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;

/// Against something that speaks as KMS does, and wraps by writing the context before the key.
final class KmsKeyTest {
    private static final String ARN = "arn:aws:kms:eu-central-1:111122223333:key/1234";
    private static final byte[] KEY = "a data key".getBytes(StandardCharsets.UTF_8);

    private final List<String> targets = new ArrayList<>();
    private final List<String> authorizations = new ArrayList<>();
    private HttpServer server = start();
    private KmsKey key = key();

    private HttpServer start() {
        try {
            HttpServer made = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            made.createContext("/", this::answer);
            made.start();
            return made;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private KmsKey key() {
        String endpoint = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
        return new KmsKey(ARN, new KmsCall(Optional.of(endpoint), () -> AwsBasicCredentials.create("id", "secret")));
    }

    @BeforeEach
    void begin() {
        key = key();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        targets.add(exchange.getRequestHeaders().getFirst("X-Amz-Target"));
        authorizations.add(exchange.getRequestHeaders().getFirst("Authorization"));
        JsonNode asked = StrictJson.read(exchange.getRequestBody().readAllBytes());
        String context = asked.get("EncryptionContext").get("waymark").getStringValue() + "|";
        int status = 200;
        String answer;
        if (asked.get("Plaintext") != null) {
            String plain = text(asked.get("Plaintext"));
            answer = "{\"CiphertextBlob\": \"" + base64(context + plain) + "\"}";
        } else if (text(asked.get("CiphertextBlob")).startsWith(context)) {
            String plain = text(asked.get("CiphertextBlob")).substring(context.length());
            answer = "{\"Plaintext\": \"" + base64(plain) + "\"}";
        } else {
            status = 400;
            answer = "{\"__type\": \"com.amazonaws.kms#InvalidCiphertextException\"}";
        }
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static String text(JsonNode base64) {
        return new String(Base64.getDecoder().decode(base64.getStringValue()), StandardCharsets.UTF_8);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void wrapsAndUnwrapsWithSignedCallsOfItsRegion() {
        byte[] wrapped = key.wrap(KEY, "tenant t key k");
        assertThat(wrapped).isNotEqualTo(KEY);
        assertThat(key.unwrap(wrapped, ARN, "tenant t key k")).isEqualTo(KEY);
        assertThat(targets).containsExactly("TrentService.Encrypt", "TrentService.Decrypt");
        assertThat(authorizations)
                .allMatch(signed -> signed.startsWith("AWS4-HMAC-SHA256 Credential=id/")
                        && signed.contains("/eu-central-1/kms/aws4_request")
                        && signed.contains("x-amz-target"));
    }

    @Test
    void whatIsWrappedForAnotherContextIsAnIntegrityError() {
        byte[] wrapped = key.wrap(KEY, "tenant t key k");
        assertThatThrownBy(() -> key.unwrap(wrapped, ARN, "tenant u key k"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.type()).isEqualTo(ProblemType.INTEGRITY_ERROR));
    }

    @Test
    void whereNothingAnswersIsWorthAnotherTry() {
        byte[] wrapped = key.wrap(KEY, "tenant t key k");
        server.stop(0);
        assertThatThrownBy(() -> key.unwrap(wrapped, ARN, "tenant t key k"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.type()).isEqualTo(ProblemType.UNAVAILABLE));
        server = start();
        assertThat(key().unwrap(wrapped, ARN, "tenant t key k")).isEqualTo(KEY);
    }
}
