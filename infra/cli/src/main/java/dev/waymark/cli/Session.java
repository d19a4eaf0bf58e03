package dev.waymark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.cli.api.Backoff;
import dev.waymark.cli.api.Connection;
import dev.waymark.cli.api.Json;
import dev.waymark.cli.api.WaymarkClient;
import dev.waymark.cli.print.Screen;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;

/// What a command runs in: its environment, where its answers and its messages go, and how patient it is.
///
/// @param out answers: what was asked for, fit to be piped
/// @param err messages and progress
/// @param in where a person answers
record Session(
        Map<String, String> environment,
        Screen screen,
        Backoff backoff,
        PrintStream out,
        PrintStream err,
        InputStream in) {
    /// Nobody answers.
    Session(Map<String, String> environment, Screen screen, Backoff backoff, PrintStream out, PrintStream err) {
        this(environment, screen, backoff, out, err, InputStream.nullInputStream());
    }

    /// Asks, and takes `y` or `yes` for yes.
    boolean confirms(String question) {
        err.print(question);
        err.flush();
        try {
            // One line only: what comes after it belongs to nobody here.
            var answer = new ByteArrayOutputStream();
            for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
                answer.write(c);
            }
            return answer.toString(StandardCharsets.UTF_8)
                    .strip()
                    .toLowerCase(Locale.ROOT)
                    .matches("y|yes");
        } catch (IOException nobody) {
            return false;
        }
    }

    /// The caller closes it.
    WaymarkClient connect() {
        return new WaymarkClient(Connection.from(environment), backoff);
    }

    /// What messages are written for: the error stream, which may be a terminal where the output is none.
    Screen messages() {
        return screen.forMessages(environment);
    }

    /// Prints rows as a list of the API has them, `{"items": […]}`, so that a script reads one shape.
    void printItems(Collection<JsonNode> rows) {
        var list = Json.object();
        list.putArray("items").addAll(rows);
        out.println(Json.pretty(list));
    }
}
