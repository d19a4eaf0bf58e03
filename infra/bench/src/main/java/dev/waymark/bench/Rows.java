package dev.waymark.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.LongStream;

/// The numbers that a query answers.
final class Rows {
    private Rows() {}

    static long number(Connection connection, String sql, Object... parameters) throws SQLException {
        return numbers(connection, sql, 1, parameters).getFirst();
    }

    /// So many columns of the one row.
    static List<Long> numbers(Connection connection, String sql, int columns, Object... parameters)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new BenchException("there is no row for " + sql);
                }
                long[] numbers = new long[columns];
                for (int i = 0; i < columns; i++) {
                    numbers[i] = row.getLong(i + 1);
                }
                return LongStream.of(numbers).boxed().toList();
            }
        }
    }
}
