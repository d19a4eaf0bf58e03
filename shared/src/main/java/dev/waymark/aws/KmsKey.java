package dev.waymark.aws;

import dev.waymark.encryption.KeyWrapping;
import dev.waymark.json.CanonicalJson;
import dev.waymark.json.StrictJson;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import io.micronaut.json.tree.JsonNode;
import jakarta.inject.Singleton;
import java.util.Base64;
import java.util.Map;
import java.util.Set;

/// Wraps data keys with a key of AWS KMS, which never leaves it. What a key belongs to is the
/// encryption context, so it stands in CloudTrail too.
@Singleton
@Requires(property = KmsKey.PROPERTY)
final class KmsKey implements KeyWrapping {
    /// The key's ARN: it says where the key is, and stays the same where aliases move.
    static final String PROPERTY = "waymark.encryption.kms-key";

    private static final String CONTEXT = "waymark";

    /// What KMS says of a ciphertext that is not its own, or of another context.
    private static final Set<String> BROKEN = Set.of("InvalidCiphertextException", "IncorrectKeyException");

    private final String key;
    private final KmsCall kms;

    KmsKey(@Property(name = PROPERTY) String key, KmsCall kms) {
        this.key = key;
        this.kms = kms;
    }

    @Override
    public String name() {
        return key;
    }

    @Override
    public byte[] wrap(byte[] plain, String context) {
        return bytes(answered("Encrypt", key, context, "Plaintext", plain), "CiphertextBlob");
    }

    @Override
    public byte[] unwrap(byte[] wrapped, String wrappedBy, String context) {
        return bytes(answered("Decrypt", wrappedBy, context, "CiphertextBlob", wrapped), "Plaintext");
    }

    private JsonNode answered(String action, String keyId, String context, String member, byte[] bytes) {
        JsonNode asked = JsonNode.createObjectNode(Map.of(
                "KeyId",
                JsonNode.createStringNode(keyId),
                "EncryptionContext",
                JsonNode.createObjectNode(Map.of(CONTEXT, JsonNode.createStringNode(context))),
                member,
                JsonNode.createStringNode(Base64.getEncoder().encodeToString(bytes))));
        KmsCall.Answer answer = kms.make(action, keyId, CanonicalJson.write(asked));
        if (answer.status() == 200) {
            return StrictJson.read(answer.body());
        }
        if (BROKEN.stream().anyMatch(answer.error()::endsWith)) {
            throw ProblemException.of(
                    ProblemType.INTEGRITY_ERROR, "the %s is not wrapped by %s".formatted(context, keyId));
        }
        throw KmsCall.unavailable();
    }

    private static byte[] bytes(JsonNode answer, String member) {
        return Base64.getDecoder().decode(answer.get(member).getStringValue());
    }
}
