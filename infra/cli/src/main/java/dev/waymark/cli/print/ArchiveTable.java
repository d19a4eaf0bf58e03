package dev.waymark.cli.print;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.List;

/// Archives, one a line.
public final class ArchiveTable {
    private ArchiveTable() {}

    /// In the order given.
    public static String render(Collection<JsonNode> archives, Screen screen) {
        var table = new Table("ARCHIVE", "MADE", "KIND", ">ROWS", ">SIZE", "FROM", "TO", "STATE");
        archives.forEach(archive -> table.add(row(archive)));
        return table.render(screen);
    }

    private static List<Cell> row(JsonNode archive) {
        return List.of(
                new Cell(archive.path("id").asText(""), "bold"),
                moment(archive, "created_at"),
                Cell.of(PlainText.firstLine(archive.path("kind").asText(""))),
                Cell.of(archive.path("rows").asText("")),
                Cell.of(size(archive)),
                moment(archive, "from_at"),
                moment(archive, "to_at"),
                state(archive));
    }

    private static Cell moment(JsonNode archive, String name) {
        return Cell.of(Moments.shortTime(archive.path(name).asText("")));
    }

    static String size(JsonNode archive) {
        JsonNode bytes = archive.path("size_bytes");
        return bytes.isNumber() ? Figures.bytes(bytes.asLong()) : "";
    }

    static Cell state(JsonNode archive) {
        String status = archive.path("status").asText("");
        if (!status.equals("kept")) {
            return new Cell(status, "faint");
        }
        if (archive.path("restored_at").isTextual()) {
            return new Cell("restored", "green");
        }
        return archive.path("restore_requested_at").isTextual() ? new Cell("coming back", "yellow") : Cell.of("kept");
    }
}
