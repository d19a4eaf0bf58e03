package dev.waymark.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymark.archive.ObjectAsleepException;
import dev.waymark.archive.ObjectStore;
import dev.waymark.archive.ObjectStoreContract;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// The store in S3, against a stand-in in a process of its own.
final class S3StoreTest extends ObjectStoreContract {
    private static @Nullable Process standIn;
    private static @Nullable S3Client s3;

    @BeforeAll
    static void start() throws IOException {
        standIn = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        S3StandIn.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var output = new BufferedReader(new InputStreamReader(standIn.getInputStream(), StandardCharsets.UTF_8));
        s3 = client(Integer.parseInt(output.readLine()));
    }

    private static S3Client client(int port) {
        return S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder().connectionTimeout(Duration.ofSeconds(2)))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "secret")))
                .region(Region.EU_CENTRAL_1)
                .endpointOverride(URI.create("http://127.0.0.1:" + port))
                .forcePathStyle(true)
                .build();
    }

    @AfterAll
    static void stop() {
        if (s3 != null) {
            s3.close();
        }
        if (standIn != null) {
            standIn.destroy();
        }
    }

    @Override
    protected ObjectStore store() {
        return new S3Store(client(), "archives", "waymark/one");
    }

    private static S3Client client() {
        return java.util.Objects.requireNonNull(s3);
    }

    @Test
    void objectsStandBelowThePrefix() {
        store().put("t/prefixed", bytes("x"));
        assertThat(new S3Store(client(), "archives", "").get("waymark/one/t/prefixed"))
                .hasValue(bytes("x"));
        assertThat(new S3Store(client(), "archives", "waymark/two").get("t/prefixed"))
                .isEmpty();
    }

    @Test
    void objectsAreOfTheClassForWhatIsHardlyEverRead() {
        store().put("t/class", bytes("x"));
        assertThat(client().getObjectAsBytes(get -> get.bucket("archives").key("waymark/one/t/class"))
                        .response()
                        .storageClassAsString())
                .isEqualTo("STANDARD_IA");
    }

    @Test
    void whatTheStoreCannotReadAtOnceIsWoken() {
        store().put("t/a.asleep", bytes("x"));
        assertThatThrownBy(() -> store().get("t/a.asleep")).isInstanceOf(ObjectAsleepException.class);
        assertThatThrownBy(() -> store().get("t/a.asleep")).isInstanceOf(ObjectAsleepException.class);
        assertThat(store().get("t/a.asleep")).hasValue(bytes("x"));
    }

    @Test
    void theStandInChecksWhatIsSent() {
        assertThatThrownBy(() -> client().putObject(
                                put -> put.bucket("archives")
                                        .key("t/wrong")
                                        .ifNoneMatch("*")
                                        .checksumSHA256("x".repeat(43) + "="),
                                software.amazon.awssdk.core.sync.RequestBody.fromString("x")))
                .isInstanceOf(S3Exception.class)
                .hasMessageContaining("BadDigest");
    }

    @Test
    void aStoreThatDoesNotAnswerIsTold() {
        try (S3Client nobody = client(1)) {
            assertThatThrownBy(() -> new S3Store(nobody, "archives", "").get("t/a"))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            problem -> assertThat(problem.type()).isEqualTo(ProblemType.UNAVAILABLE));
        }
    }
}
