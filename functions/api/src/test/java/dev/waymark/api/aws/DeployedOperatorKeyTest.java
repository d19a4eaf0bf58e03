package dev.waymark.api.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.api.Functions;
import dev.waymark.apikey.Secret;
import dev.waymark.migrate.FirstOperatorKey;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

/// Secrets Manager generates the first operator key, and cannot put a prefix before it.
class DeployedOperatorKeyTest {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int LENGTH = 43;

    private final String key = new SecureRandom()
            .ints(LENGTH, 0, ALPHABET.length())
            .collect(StringBuilder::new, (text, i) -> text.append(ALPHABET.charAt(i)), StringBuilder::append)
            .toString();

    @Test
    void aKeyWithoutPrefixIsTakenOnceADeployHasStoredIt() {
        Functions functions = Functions.shared();
        functions.as(key).get("/v1/tenants").expect(401);

        FirstOperatorKey.store(functions.database().adminAccess(), FirstOperatorKey.of(key));

        functions.as(key).get("/v1/tenants").expect(200);
    }

    @Test
    void deployAndApiShowAndStoreAKeyAlike() {
        assertThat(FirstOperatorKey.of(key))
                .isEqualTo(new FirstOperatorKey(new Secret(key).prefix(), new Secret(key).hash()));
    }
}
