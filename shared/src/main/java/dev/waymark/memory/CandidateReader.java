package dev.waymark.memory;

import dev.waymark.paging.Cursor.Moment;
import io.micronaut.data.connection.ConnectionOperations;
import io.micronaut.data.exceptions.DataAccessException;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads what a search by embedding looks at. Straight from the driver: a repository takes as long
/// to make ten
/// thousand rows as the database does to find them.
@Singleton
final class CandidateReader {
    private static final String SQL = """
            select id, created_at, importance, recency, words, scale, slack, fine_slack, code
              from memory_candidates(known_agent(?), cast(? as jsonb), text_search_language(), ?, ?, ?,
                                     searchable(cast(? as real[])))
            """;

    private final ConnectionOperations<Connection> connections;

    CandidateReader(ConnectionOperations<Connection> connections) {
        this.connections = connections;
    }

    /// A page of candidates made before a moment; see `memory_candidates()`. In no order.
    List<Candidate> read(String agent, String search, Moment before, int rows, String embedding) {
        return connections.executeRead(status -> {
            try (PreparedStatement statement = status.getConnection().prepareStatement(SQL)) {
                statement.setString(1, agent);
                statement.setString(2, search);
                statement.setTimestamp(3, Timestamp.from(before.at()));
                statement.setObject(4, before.id());
                statement.setInt(5, rows);
                statement.setString(6, embedding);
                return read(statement);
            } catch (SQLException e) {
                throw new DataAccessException("candidates could not be read", e);
            }
        });
    }

    private static List<Candidate> read(PreparedStatement statement) throws SQLException {
        var candidates = new ArrayList<Candidate>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                candidates.add(new Candidate(
                        row.getObject(1, UUID.class),
                        row.getTimestamp(2).toInstant(),
                        row.getDouble(3),
                        row.getDouble(4),
                        words(row),
                        row.getFloat(6),
                        row.getFloat(7),
                        row.getFloat(8),
                        row.getBytes(9)));
            }
        }
        return candidates;
    }

    private static @Nullable Double words(ResultSet row) throws SQLException {
        double words = row.getDouble(5);
        return row.wasNull() ? null : words;
    }
}
