package dev.waymark.archive;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/// A line of an archive, and what its row is called by.
///
/// @param names the members of the row that are text
record ArchivedRow(String table, String line, Map<String, String> names) {

    /// Reads a line that [ArchiveObject] has found to be one.
    static ArchivedRow of(String line) {
        try (JsonParser parser = ArchiveObject.JSON.createParser(line)) {
            parser.nextToken();
            parser.nextFieldName();
            String table = String.valueOf(parser.nextTextValue());
            parser.nextFieldName();
            parser.nextToken();
            Map<String, String> names = new HashMap<>();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                if (parser.nextToken() == JsonToken.VALUE_STRING) {
                    names.put(name, parser.getText());
                }
                parser.skipChildren();
            }
            return new ArchivedRow(table, line, names);
        } catch (IOException e) {
            throw new IllegalStateException("a line that was proven cannot be read", e);
        }
    }

    /// What rows that refer to this document or pack have in their lines; for a document the digits
    /// of its digest.
    String reference() {
        String digest = names.get("digest");
        return digest == null ? names.getOrDefault("id", line) : digest.replace("\\x", "");
    }
}
