package dev.waymark.local.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Asks Waymark over HTTP with one key, and follows lists to their end.
record Ledger(URI uri, String apiKey) {
    /// The folder of the project.
    static final Path ROOT = Path.of(System.getProperty("waymark.root", "../.."))
            .toAbsolutePath()
            .normalize();

    static final String LOCAL_KEY = "wm_local";
    static final String OPERATOR_KEY = "wm_operator";

    /// Numbers as they are written, so that reading hides no loss.
    static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    Ledger as(String otherKey) {
        return new Ledger(uri, otherKey);
    }

    HttpResponse<byte[]> send(String method, String path, BodyPublisher body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(uri + path))
                .method(method, body)
                .header("Authorization", "Bearer " + apiKey)
                .header("Content-Type", "application/json")
                .build();
        try {
            return CLIENT.send(request, BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    JsonNode get(String path) {
        return answer(200, send("GET", path, BodyPublishers.noBody()));
    }

    JsonNode put(String path, JsonNode body) {
        return answer(201, send("PUT", path, BodyPublishers.ofString(body.toString())));
    }

    /// Puts what is there already.
    JsonNode replace(String path, JsonNode body) {
        return answer(200, send("PUT", path, BodyPublishers.ofString(body.toString())));
    }

    JsonNode post(String path, JsonNode body) {
        return answer(201, send("POST", path, BodyPublishers.ofString(body.toString())));
    }

    /// All rows of a list, page by page, with a page size that makes several pages.
    List<JsonNode> list(String path) {
        List<JsonNode> rows = new ArrayList<>();
        String separator = path.contains("?") ? "&" : "?";
        String cursor = "";
        while (true) {
            JsonNode page = get(path + separator + "limit=7" + cursor);
            page.get("items").forEach(rows::add);
            if (page.get("next_cursor").isNull()) {
                return rows;
            }
            String next = page.get("next_cursor").asText();
            cursor = "&cursor=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
        }
    }

    private static JsonNode answer(int expected, HttpResponse<byte[]> response) {
        assertThat(response.statusCode())
                .as("%s: %s", response.request().uri(), new String(response.body(), StandardCharsets.UTF_8))
                .isEqualTo(expected);
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
