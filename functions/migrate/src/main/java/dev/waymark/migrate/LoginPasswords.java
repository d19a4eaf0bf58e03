package dev.waymark.migrate;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Which password a login role gets.
@FunctionalInterface
public interface LoginPasswords {
    /// The password of a role, or null to leave it as it is.
    @Nullable
    String of(String role);

    /// No password is set: IAM database authentication, or a server that asks for none.
    static LoginPasswords unset() {
        return role -> null;
    }

    /// HMAC-SHA256 of the role's name under the admin's password, in hexadecimal: whoever knows the admin's password
    /// comes
    /// to the same one, so runs at the same time on one server agree. Without an admin password none is set.
    static LoginPasswords derivedFrom(@Nullable String adminPassword) {
        return adminPassword == null || adminPassword.isEmpty() ? unset() : role -> derive(adminPassword, role);
    }

    private static String derive(String adminPassword, String role) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(adminPassword.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(role.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Every JDK has HmacSHA256", impossible);
        }
    }
}
