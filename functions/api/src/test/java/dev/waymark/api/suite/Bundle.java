package dev.waymark.api.suite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.luben.zstd.Zstd;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A bundle as clients hold it: pages of lines.
///
/// @param pages in order; each the lines of a page
record Bundle(String kind, String id, List<List<String>> pages) {

    static Bundle of(Client client, String path) {
        List<List<String>> pages = new ArrayList<>();
        String next = path;
        while (true) {
            JsonNode page = client.get(next).expect(200).body();
            List<String> lines = unpacked(page.get("lines").asText());
            if (lines.size() != page.get("count").asInt()) {
                throw new AssertionError("the page says " + page.get("count") + " and has " + lines.size() + " lines");
            }
            pages.add(lines);
            if (page.get("next_cursor").isNull()) {
                return new Bundle(page.get("kind").asText(), page.get("id").asText(), pages);
            }
            next = path + "?cursor=" + page.get("next_cursor").asText();
        }
    }

    List<String> lines() {
        return pages.stream().flatMap(List::stream).toList();
    }

    /// The same with so many lines a page at most.
    Bundle inPagesOf(int lines) {
        List<String> all = lines();
        List<List<String>> smaller = new ArrayList<>();
        for (int from = 0; from < all.size(); from += lines) {
            smaller.add(all.subList(from, Math.min(all.size(), from + lines)));
        }
        return new Bundle(kind, id, smaller);
    }

    /// The same with each line of a table changed.
    Bundle with(String table, UnaryOperator<String> change) {
        String beginning = "{\"table\":\"" + table + "\",";
        return new Bundle(
                kind,
                id,
                pages.stream()
                        .map(page -> page.stream()
                                .map(line -> line.startsWith(beginning) ? change.apply(line) : line)
                                .toList())
                        .toList());
    }

    /// The same without the lines of a table.
    Bundle without(String table) {
        String beginning = "{\"table\":\"" + table + "\",";
        return new Bundle(
                kind,
                id,
                pages.stream()
                        .map(page -> page.stream()
                                .filter(line -> !line.startsWith(beginning))
                                .toList())
                        .toList());
    }

    /// The same with one more line at its end.
    Bundle and(String line) {
        List<List<String>> more = new ArrayList<>(pages);
        List<String> last = new ArrayList<>(more.removeLast());
        last.add(line);
        more.add(last);
        return new Bundle(kind, id, more);
    }

    /// Takes in every page until one is refused; the last answer.
    Functions.Answer into(Client client, @Nullable String as) {
        Functions.Answer answer = null;
        for (int i = 0; i < pages.size(); i++) {
            answer = page(client, i, as);
            if (answer.status() >= 300) {
                return answer;
            }
        }
        if (answer == null) {
            throw new AssertionError("a bundle without pages");
        }
        return answer;
    }

    Functions.Answer page(Client client, int page, @Nullable String as) {
        ObjectNode body = Functions.JSON.createObjectNode().put("kind", kind).put("id", id);
        if (as != null) {
            body.put("as", as);
        }
        body.put("lines", packed(pages.get(page))).put("finish", page == pages.size() - 1);
        return client.post("/v1/bundles", body.toString());
    }

    static String packed(List<String> lines) {
        String text = lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
        return Base64.getEncoder().encodeToString(Zstd.compress(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<String> unpacked(String base64) {
        try (var stream = new com.github.luben.zstd.ZstdInputStream(
                new ByteArrayInputStream(Base64.getDecoder().decode(base64)))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
