package dev.waymark.cli.audit;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.waymark.cli.api.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The exact texts of the details in a page of audit events: parsing and writing them again would change spaces, and
/// with them the digest.
final class RawDetails {
    private static final String MEMBER = "detail";
    /// Inside the page, its items and one item.
    private static final int ITEM_DEPTH = 3;

    private RawDetails() {}

    /// One for each item, in order; null where the detail is null.
    static List<@Nullable String> in(byte[] page) {
        List<@Nullable String> details = new ArrayList<>();
        try (JsonParser parser = Json.parser(page)) {
            int depth = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isStructStart()) {
                    depth++;
                } else if (token.isStructEnd()) {
                    depth--;
                } else if (token == JsonToken.FIELD_NAME
                        && depth == ITEM_DEPTH
                        && MEMBER.equals(parser.currentName())) {
                    details.add(value(parser, page));
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return details;
    }

    private static @Nullable String value(JsonParser parser, byte[] page) throws IOException {
        JsonToken token = parser.nextToken();
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        int start = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        int end = (int) parser.currentLocation().getByteOffset();
        return new String(page, start, end - start, StandardCharsets.UTF_8);
    }
}
