package dev.waymark.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/// An answer of 300 or above, read as RFC 9457 where it is one.
///
/// @param type the last part of the problem's type URL, such as `not-found`; empty when the answer is no problem
/// @param retryable whether the same request may succeed when sent again unchanged
/// @param errors one line per wrong field
public record Problem(int status, String type, String title, String detail, boolean retryable, List<String> errors) {

    /// Any body will do: what is no problem document still has its status.
    public static Problem of(int status, JsonNode body) {
        String type = body.path("type").asText("");
        List<String> errors = new ArrayList<>();
        body.path("errors").forEach(error -> errors.add(line(error)));
        boolean busy = status == 429 || status == 502 || status == 503 || status == 504;
        return new Problem(
                status,
                type.substring(type.lastIndexOf('/') + 1),
                body.path("title").asText(""),
                body.path("detail").asText(body.path("message").asText("")),
                body.path("retryable").asBoolean(busy),
                List.copyOf(errors));
    }

    private static String line(JsonNode error) {
        String where = error.path("pointer").asText("");
        String place = where.isEmpty() ? error.path("parameter").asText("") : where;
        String what = error.path("detail").asText(error.path("code").asText("not valid"));
        return place.isEmpty() ? what : place + ": " + what;
    }

    /// The whole problem as one message: what it is, what it is about, and every wrong field on a line of its own.
    public String message() {
        String head = title.isEmpty() ? "Waymark answered with status " + status : title + " (" + status + ")";
        String about = detail.isEmpty() || detail.equals(title) ? head : head + ": " + detail;
        return errors.isEmpty() ? about : about + "\n  " + String.join("\n  ", errors);
    }
}
