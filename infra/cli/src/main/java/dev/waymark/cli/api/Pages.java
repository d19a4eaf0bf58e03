package dev.waymark.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Predicate;

/// Reads a list page by page.
public final class Pages {
    private static final int PAGE_LIMIT = 500;

    private final WaymarkClient client;

    public Pages(WaymarkClient client) {
        this.client = client;
    }

    /// Hands over every item in the API's order until there are no more or `wanted` says that it has enough.
    ///
    /// @param path may have a query already
    /// @param wanted takes an item and says whether it wants another
    public void forEach(String path, int pageLimit, Predicate<JsonNode> wanted) {
        String base = path + (path.contains("?") ? "&" : "?") + "limit=" + Math.clamp(pageLimit, 1, PAGE_LIMIT);
        String next = base;
        while (true) {
            JsonNode page = client.get(next);
            for (JsonNode item : page.path("items")) {
                if (!wanted.test(item)) {
                    return;
                }
            }
            if (!page.hasNonNull("next_cursor")) {
                return;
            }
            next = base + "&cursor="
                    + PathName.encodeQuery(page.path("next_cursor").asText());
        }
    }
}
