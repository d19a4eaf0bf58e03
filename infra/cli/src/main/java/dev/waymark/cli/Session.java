package dev.waymark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.cli.api.Backoff;
import dev.waymark.cli.api.Connection;
import dev.waymark.cli.api.Json;
import dev.waymark.cli.api.WaymarkClient;
import dev.waymark.cli.print.Screen;
import java.io.PrintStream;
import java.util.Collection;
import java.util.Map;

/// What a command runs in: its environment, where its answers and its messages go, and how patient it is.
///
/// @param out answers: what was asked for, fit to be piped
/// @param err messages and progress
record Session(Map<String, String> environment, Screen screen, Backoff backoff, PrintStream out, PrintStream err) {

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
