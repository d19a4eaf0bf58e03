package dev.waymark.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Properties;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/// The form is the one that RDS documents; the signature is computed a second time, by the book (AWS, "Signature
/// Version 4 for API requests").
class IamPasswordTest {
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
    private static final String SECRET = "secretOfTheTest";
    private static final String QUERY = "Action=connect&DBUser=waymark_record"
            + "&X-Amz-Algorithm=AWS4-HMAC-SHA256"
            + "&X-Amz-Credential=AKIDEXAMPLE%2F20261120%2Feu-central-1%2Frds-db%2Faws4_request"
            + "&X-Amz-Date=20261120T100000Z&X-Amz-Expires=900"
            + "&X-Amz-Security-Token=session%2Ftoken%3D%3D"
            + "&X-Amz-SignedHeaders=host";
    private static final AwsCredentialsIdentity ROLE =
            AwsSessionCredentialsIdentity.create("AKIDEXAMPLE", SECRET, "session/token==");

    @Test
    void isASignedRequestToConnectWithoutItsScheme() throws GeneralSecurityException {
        String password = passwordAt(NOW);

        String[] parts = password.split("[?]", 2);
        assertThat(parts[0]).isEqualTo("db.example.org:5432/");
        assertThat(parts[1].split("&"))
                .containsExactlyInAnyOrder((QUERY + "&X-Amz-Signature=" + signature()).split("&"));
    }

    @Test
    void isAnotherOneLaterOn() {
        assertThat(passwordAt(NOW.plus(Duration.ofMinutes(15))))
                .contains("X-Amz-Date=20261120T101500Z")
                .isNotEqualTo(passwordAt(NOW));
    }

    private static String passwordAt(Instant now) {
        var connection = new Properties();
        connection.setProperty("PGHOST", "db.example.org");
        connection.setProperty("PGPORT", "5432");
        connection.setProperty("user", "waymark_record");
        connection.setProperty("waymarkRegion", "eu-central-1");
        return IamPassword.signed(connection, ROLE, Clock.fixed(now, ZoneOffset.UTC));
    }

    private static String signature() throws GeneralSecurityException {
        String request = "GET\n/\n" + QUERY + "\nhost:db.example.org:5432\n\nhost\n" + sha256("");
        String toSign =
                "AWS4-HMAC-SHA256\n20261120T100000Z\n20261120/eu-central-1/rds-db/aws4_request\n" + sha256(request);
        byte[] key = ("AWS4" + SECRET).getBytes(StandardCharsets.UTF_8);
        for (String part : new String[] {"20261120", "eu-central-1", "rds-db", "aws4_request"}) {
            key = hmac(key, part);
        }
        return HexFormat.of().formatHex(hmac(key, toSign));
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String sha256(String text) throws GeneralSecurityException {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
