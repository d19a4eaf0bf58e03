package dev.waymark.aws;

import dev.waymark.json.StrictJson;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import io.micronaut.json.tree.JsonNode;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/// One call of AWS KMS, signed by the function's role. Two actions of a JSON protocol need no
/// client of their own, which would be loaded before the first answer.
///
/// @see <a href="https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html">AWS KMS
///     API</a>
@Singleton
@Requires(property = KmsKey.PROPERTY)
final class KmsCall {
    /// Where KMS is, in place of the region's own endpoint.
    static final String ENDPOINT = "waymark.encryption.kms-endpoint";

    private static final Logger LOG = LoggerFactory.getLogger(KmsCall.class);

    /// Below what callers wait for: a KMS that is down is told within 5 seconds.
    private static final int LIMIT_MS = 2_000;

    private final Optional<String> endpoint;
    private final Supplier<AwsCredentialsIdentity> role;

    @Inject
    KmsCall(@Property(name = ENDPOINT) Optional<String> endpoint) {
        this(endpoint, KmsCall::ownRole);
    }

    /// @param role who signs
    KmsCall(Optional<String> endpoint, Supplier<AwsCredentialsIdentity> role) {
        this.endpoint = endpoint;
        this.role = role;
    }

    /// What KMS answered.
    ///
    /// @param error the type of the error, empty for none
    @SuppressWarnings("ArrayRecordComponent") // read once and never compared
    record Answer(int status, String error, byte[] body) {}

    /// Makes a call in the region of a key.
    ///
    /// @param action such as `Decrypt`
    /// @throws ProblemException 503 where nothing was answered
    Answer make(String action, String keyArn, byte[] body) {
        try {
            return sent(signed(action, region(keyArn), body), body);
        } catch (IOException | SdkException e) {
            LOG.error("KMS cannot be reached", e);
            throw unavailable();
        }
    }

    static ProblemException unavailable() {
        return ProblemException.of(ProblemType.UNAVAILABLE, "the key service cannot answer now; try again");
    }

    /// `arn:aws:kms:<region>:<account>:key/<id>`.
    private static String region(String keyArn) {
        String[] parts = keyArn.split(":", 5);
        if (parts.length < 5) {
            throw new IllegalStateException("WAYMARK_KMS_KEY is not the ARN of a key: " + keyArn);
        }
        return parts[3];
    }

    private SignedRequest signed(String action, String region, byte[] body) {
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(URI.create(endpoint.orElse("https://kms." + region + ".amazonaws.com/")))
                .putHeader("Content-Type", "application/x-amz-json-1.1")
                .putHeader("X-Amz-Target", "TrentService." + action)
                .build();
        AwsCredentialsIdentity signer = role.get();
        return AwsV4HttpSigner.create()
                .sign(signing -> signing.identity(signer)
                        .request(request)
                        .payload(() -> new ByteArrayInputStream(body))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "kms")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region));
    }

    /// Asked anew each time: what a snapshot of the process held would have expired.
    private static AwsCredentialsIdentity ownRole() {
        try (AwsCredentialsProviderChain chain = AwsCredentialsProviderChain.of(
                EnvironmentVariableCredentialsProvider.create(),
                ContainerCredentialsProvider.builder().build())) {
            return chain.resolveCredentials();
        }
    }

    private static Answer sent(SignedRequest signed, byte[] body) throws IOException {
        var connection = (HttpURLConnection) signed.request().getUri().toURL().openConnection();
        connection.setRequestMethod("POST");
        connection.setConnectTimeout(LIMIT_MS);
        connection.setReadTimeout(LIMIT_MS);
        connection.setDoOutput(true);
        signed.request().forEachHeader((name, values) -> {
            if (!name.equalsIgnoreCase("Host")) {
                values.forEach(value -> connection.addRequestProperty(name, value));
            }
        });
        connection.getOutputStream().write(body);
        int status = connection.getResponseCode();
        try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            byte[] answer = in == null ? new byte[0] : in.readAllBytes();
            return new Answer(status, status == 200 ? "" : error(status, answer), answer);
        }
    }

    private static String error(int status, byte[] answer) {
        try {
            JsonNode type = StrictJson.read(answer).get("__type");
            String error = type != null && type.isString() ? type.getStringValue() : "";
            LOG.error("KMS answered {} {}", status, error);
            return error;
        } catch (ProblemException e) {
            return "";
        }
    }
}
