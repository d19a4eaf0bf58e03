package dev.waymark.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Tells schema `public` as SQL, from the catalogue, in an order that depends on names alone. The queries are in
/// `schema-text.sql`, one per section: each answers one column of finished text.
final class SchemaText {
    private static final String HEAD = """
            -- The whole current schema, as the migrations and the grants leave it. Generated from the catalogue: do not edit.
            -- To refresh: mvn -pl infra/postgres -am verify -Dwaymark.schema.write=true
            """;

    /// What must keep its capitals: strings, dollar-quoted bodies, quoted names, comments.
    private static final Pattern VERBATIM =
            Pattern.compile("'(?:[^']|'')*'|(\\$\\w*\\$)(?s:.*?)\\1|\"[^\"]*\"|--[^\\n]*");

    private SchemaText() {}

    static String of(Connection connection) throws SQLException, IOException {
        var text = new StringBuilder(HEAD);
        for (String section : sections()) {
            append(text, connection, section);
        }
        return text.toString();
    }

    private static void append(StringBuilder text, Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                text.append('\n').append(lowerCase(rows.getString(1).strip())).append('\n');
            }
        }
    }

    private static String lowerCase(String sql) {
        var text = new StringBuilder();
        int end = 0;
        for (Matcher verbatim = VERBATIM.matcher(sql); verbatim.find(); end = verbatim.end()) {
            text.append(sql.substring(end, verbatim.start()).toLowerCase(Locale.ROOT))
                    .append(verbatim.group());
        }
        return text.append(sql.substring(end).toLowerCase(Locale.ROOT)).toString();
    }

    private static String[] sections() throws IOException {
        try (InputStream file = Objects.requireNonNull(SchemaText.class.getResourceAsStream("/schema-text.sql"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8).split(";\n", 0);
        }
    }
}
