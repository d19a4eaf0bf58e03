package dev.waymark.cli.print;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.List;

/// Commands, one a line.
public final class CommandTable {
    private CommandTable() {}

    /// In the order given.
    public static String render(Collection<JsonNode> commands, Screen screen) {
        var table = new Table("COMMAND", "STATUS", "PROJECT", "AGENT", "CREATED", "REQUEST");
        commands.forEach(command -> table.add(row(command)));
        return table.render(screen);
    }

    private static List<Cell> row(JsonNode command) {
        String status = command.path("status").asText("");
        return List.of(
                Cell.of(command.path("id").asText("")),
                new Cell(status, Styles.ofStatus(status)),
                Cell.of(PlainText.firstLine(command.path("project").asText(""))),
                Cell.of(PlainText.firstLine(command.path("agent").asText(""))),
                Cell.of(Moments.shortTime(command.path("created_at").asText(""))),
                Cell.of(PlainText.firstLine(command.path("request").asText(""))));
    }
}
