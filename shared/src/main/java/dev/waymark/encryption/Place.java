package dev.waymark.encryption;

import java.util.UUID;

/// Where a value belongs: a ciphertext is worth nothing anywhere else. What names a row must be
/// known before the row is written, and stay the same for as long as the value does.
public record Place(String table, String column, String row) {
    public static Place of(String table, String column, UUID row) {
        return new Place(table, column, row.toString());
    }

    /// What a ciphertext is bound to. Names of tables, columns and ids hold no line feed, so no
    /// two places read alike.
    String text(UUID tenant) {
        return "waymark 1\n" + tenant + '\n' + table + '\n' + column + '\n' + row;
    }

    @Override
    public String toString() {
        return table + '.' + column + " of " + row;
    }
}
