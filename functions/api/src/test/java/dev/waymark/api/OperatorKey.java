package dev.waymark.api;

import dev.waymark.postgres.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;

/// Puts an operator key that is known beforehand into a database, as a deployment does.
final class OperatorKey {
    private OperatorKey() {}

    static void put(TestDatabase database, String key) {
        String sql = "select ensure_operator_key(?, ?, sha256(?))";
        try (Connection connection = database.connect("waymark_access");
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, UUID.randomUUID());
            statement.setString(2, key.substring(0, 11));
            statement.setBytes(3, key.getBytes(StandardCharsets.UTF_8));
            statement.execute();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
