package dev.waymark.migrate;

import com.fasterxml.uuid.Generators;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;

/// The operator key that a deploy brings. Only its digest and its first characters reach the database.
///
/// @param prefix what lists show of the key
/// @param secretHash SHA-256 of the whole key, in hexadecimal
public record FirstOperatorKey(String prefix, String secretHash) {
    private static final int PREFIX_LENGTH = 11;
    private static final int SHORTEST_KEY = 32;

    /// The family whose grants allow making keys.
    private static final String WRITER = "waymark_access";

    /// Where a key is stored.
    @FunctionalInterface
    public interface Store {
        /// Stores the key unless it is there.
        void store(AdminAccess admin, FirstOperatorKey key);
    }

    /// Takes what is stored from the key.
    ///
    /// @throws MigrationException for a key too short to be a secret
    public static FirstOperatorKey of(String key) {
        if (key.length() < SHORTEST_KEY) {
            throw new MigrationException("The operator key is shorter than " + SHORTEST_KEY + " characters");
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return new FirstOperatorKey(
                    key.substring(0, PREFIX_LENGTH), HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every JDK has SHA-256", impossible);
        }
    }

    /// Stores the key in a migrated database; a second call with the same key changes nothing.
    ///
    /// @throws MigrationException when the server refuses
    public static void store(AdminAccess admin, FirstOperatorKey key) {
        try (Connection connection = admin.open()) {
            new Membership(connection).become(WRITER);
            connection.setAutoCommit(false);
            try (Statement role = connection.createStatement();
                    PreparedStatement call =
                            connection.prepareStatement("select ensure_operator_key(?, ?, decode(?, 'hex'))")) {
                role.execute("set local role " + WRITER);
                call.setObject(1, Generators.timeBasedEpochGenerator().generate());
                call.setString(2, key.prefix);
                call.setString(3, key.secretHash);
                call.execute();
            }
            connection.commit();
        } catch (SQLException e) {
            throw new MigrationException("The operator key could not be stored", e);
        }
    }
}
