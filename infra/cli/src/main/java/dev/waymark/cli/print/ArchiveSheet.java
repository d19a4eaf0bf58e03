package dev.waymark.cli.print;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/// One archive with everything that is known of it.
public final class ArchiveSheet {
    private static final List<String> PLAIN = List.of(
            "id",
            "object_key",
            "sha256",
            "created_at",
            "restore_requested_at",
            "restored_at",
            "erased_at",
            "replaced_by");

    private final JsonNode archive;
    private final Screen screen;
    private final StringBuilder text = new StringBuilder();

    public ArchiveSheet(JsonNode archive, Screen screen) {
        this.archive = archive;
        this.screen = screen;
    }

    /// The whole sheet, each line ended by a line break.
    public String render() {
        Cell state = ArchiveTable.state(archive);
        text.append(screen.styled("bold", scalar("kind")))
                .append("  ")
                .append(screen.styled(state.style(), state.text()))
                .append('\n');
        PLAIN.forEach(name -> field(name, scalar(name)));
        field("size", ArchiveTable.size(archive));
        field("rows from", scalar("from_at"));
        field("to", scalar("to_at"));
        if (archive.path("user_ids").size() > 0) {
            field("end users", PlainText.firstLine(archive.path("user_ids").toString()));
        }
        var table = new Table("TABLE", ">ROWS", "");
        archive.path("tables")
                .properties()
                .forEach(rows -> table.add(List.of(
                        Cell.of(PlainText.firstLine(rows.getKey())),
                        Cell.of(rows.getValue().asText()),
                        Cell.of(""))));
        text.append('\n').append(table.render(screen));
        return text.toString();
    }

    private String scalar(String name) {
        JsonNode value = archive.path(name);
        return value.isValueNode() && !value.isNull() ? PlainText.firstLine(value.asText()) : "";
    }

    private void field(String name, String value) {
        if (!value.isBlank()) {
            text.append(String.format("  %-20s %s%n", name, value));
        }
    }
}
