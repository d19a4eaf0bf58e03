package dev.waymark.local;

import dev.waymark.migrate.AdminAccess;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;

/// The two keys that everybody knows, which exist on a local gateway only.
final class LocalKeys {
    /// The admin key of the tenant `local`.
    static final String TENANT_KEY = "wm_local";

    /// The operator key.
    static final String OPERATOR_KEY = "wm_operator";

    private static final String TENANT = "local";
    private static final UUID TENANT_ID = UUID.fromString("00000000-0000-7000-8000-000000000001");
    private static final UUID TENANT_KEY_ID = UUID.fromString("00000000-0000-7000-8000-000000000002");
    private static final UUID OPERATOR_KEY_ID = UUID.fromString("00000000-0000-7000-8000-000000000003");

    private LocalKeys() {}

    /// Makes both unless they are there.
    static void ensure(AdminAccess asAccessFamily) throws SQLException {
        try (Connection connection = asAccessFamily.open()) {
            try (PreparedStatement tenant = connection.prepareStatement("select ensure_local_tenant(?, ?, ?, ?, ?)")) {
                tenant.setObject(1, TENANT_ID);
                tenant.setString(2, TENANT);
                tenant.setObject(3, TENANT_KEY_ID);
                tenant.setString(4, TENANT_KEY);
                tenant.setBytes(5, sha256(TENANT_KEY));
                tenant.execute();
            }
            try (PreparedStatement operator = connection.prepareStatement("select ensure_operator_key(?, ?, ?)")) {
                operator.setObject(1, OPERATOR_KEY_ID);
                operator.setString(2, OPERATOR_KEY);
                operator.setBytes(3, sha256(OPERATOR_KEY));
                operator.execute();
            }
        }
    }

    private static byte[] sha256(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every JDK has SHA-256", impossible);
        }
    }
}
