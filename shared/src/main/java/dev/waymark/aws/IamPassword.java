package dev.waymark.aws;

import java.time.Clock;
import java.time.Duration;
import java.util.Properties;
import org.postgresql.PGProperty;
import org.postgresql.plugin.AuthenticationPlugin;
import org.postgresql.plugin.AuthenticationRequestType;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner.AuthLocation;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/// The password of a login role that logs in by IAM: a request to connect, signed by the function's role and
/// good for 15 minutes. The driver asks for a new one whenever it opens a connection, so none is ever too
/// old.
///
/// @see <a href="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/UsingWithRDS.IAMDBAuth.html">IAM
///     database authentication</a>
public final class IamPassword implements AuthenticationPlugin {
    /// The connection property that names the AWS region of the database.
    static final String REGION = "waymarkRegion";

    private static final Duration VALIDITY = Duration.ofMinutes(15);

    private final Properties connection;

    /// As the driver makes it, once for each connection.
    ///
    /// @param connection the properties of the connection, its single host and port among them
    public IamPassword(Properties connection) {
        this.connection = connection;
    }

    /// @throws PSQLException when the function's role has no credentials at hand; a later connection may have
    ///     them
    @Override
    public char[] getPassword(AuthenticationRequestType type) throws PSQLException {
        // Made anew each time: what a snapshot of the process held would have expired.
        try (AwsCredentialsProviderChain role = AwsCredentialsProviderChain.of(
                EnvironmentVariableCredentialsProvider.create(),
                ContainerCredentialsProvider.builder().build())) {
            return signed(connection, role.resolveCredentials(), Clock.systemUTC())
                    .toCharArray();
        } catch (SdkException e) {
            throw new PSQLException(
                    "the function's role cannot sign a login", PSQLState.CONNECTION_UNABLE_TO_CONNECT, e);
        }
    }

    static String signed(Properties connection, AwsCredentialsIdentity role, Clock clock) {
        SdkHttpRequest login = SdkHttpRequest.builder()
                .method(SdkHttpMethod.GET)
                .protocol("https")
                .host(PGProperty.PG_HOST.getOrDefault(connection))
                .port(Integer.parseInt(PGProperty.PG_PORT.getOrDefault(connection)))
                .encodedPath("/")
                .putRawQueryParameter("Action", "connect")
                .putRawQueryParameter("DBUser", PGProperty.USER.getOrDefault(connection))
                .build();
        SignedRequest signed = AwsV4HttpSigner.create()
                .sign(request -> request.identity(role)
                        .request(login)
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "rds-db")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, connection.getProperty(REGION))
                        .putProperty(AwsV4HttpSigner.AUTH_LOCATION, AuthLocation.QUERY_STRING)
                        .putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, VALIDITY)
                        .putProperty(HttpSigner.SIGNING_CLOCK, clock));
        return signed.request().getUri().toString().substring("https://".length());
    }
}
