package dev.waymark.api.dispatch;

import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// A name that stands in a path: 1 to 1,000 bytes of UTF-8 without controls. One that a gateway would mangle
/// travels as `~` and base64url of its bytes.
final class PathName {
    private static final int MAX_BYTES = 1_000;

    private PathName() {}

    /// The name that a path parameter stands for.
    ///
    /// @throws ProblemException 422 for one that is too long, has controls, or is not base64url after its `~`
    static String decode(String parameter, String sent) {
        String name = sent.startsWith("~") ? fromBase64(parameter, sent) : sent;
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > MAX_BYTES) {
            throw wrong(parameter, "size", "must have 1 to 1,000 bytes of UTF-8");
        }
        if (name.codePoints().anyMatch(Character::isISOControl)) {
            throw wrong(parameter, "control", "must not have control characters");
        }
        return name;
    }

    private static String fromBase64(String parameter, String sent) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(sent.substring(1));
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            var problem = wrong(parameter, "format", "must be ~ and base64url of UTF-8");
            problem.addSuppressed(e);
            throw problem;
        }
    }

    private static ProblemException wrong(String parameter, String code, String detail) {
        return ProblemException.invalid(FieldError.of(parameter, code, detail));
    }
}
