package dev.waymark.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/// Walks through lists page by page.
public final class Pages {
    private static final int MOST_PAGES = 1_000;

    private Pages() {}

    /// The pages of a list, each a list of items, following `next_cursor` to the end.
    ///
    /// @param path with a query, so that `&cursor=` can follow
    public static List<List<JsonNode>> of(Client client, String path) {
        var pages = new ArrayList<List<JsonNode>>();
        String cursor = "";
        while (pages.size() < MOST_PAGES) {
            Functions.Answer answer = client.get(path + cursor).expect(200);
            pages.add(items(answer));
            JsonNode next = answer.body().get("next_cursor");
            if (next.isNull()) {
                return pages;
            }
            cursor = "&cursor=" + next.asText();
        }
        throw new AssertionError("the list never ends: " + path);
    }

    /// All items of a list.
    public static List<JsonNode> all(Client client, String path) {
        return of(client, path).stream().flatMap(List::stream).toList();
    }

    /// The items of one page.
    public static List<JsonNode> items(Functions.Answer page) {
        var items = new ArrayList<JsonNode>();
        page.body().get("items").forEach(items::add);
        return items;
    }

    /// One member of every item, as text.
    public static List<String> texts(List<JsonNode> items, String member) {
        return items.stream().map(item -> item.at(member).asText()).toList();
    }
}
