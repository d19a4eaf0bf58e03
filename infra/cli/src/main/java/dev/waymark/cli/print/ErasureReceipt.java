package dev.waymark.cli.print;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/// The receipt of an end user's erasure.
public final class ErasureReceipt {
    private ErasureReceipt() {}

    /// A line on whom and when, then a row for each table.
    public static String render(JsonNode receipt, Screen screen) {
        var table = new Table(">ROWS", "TABLE");
        receipt.path("tables")
                .properties()
                .forEach(entry -> table.add(
                        List.of(Cell.of(entry.getValue().asText()), Cell.of(PlainText.firstLine(entry.getKey())))));
        table.add(List.of(Cell.of(receipt.path("archives").asText()), Cell.of("archives")));
        String when = receipt.path("already").asBoolean() ? "was erased already, at " : "erased at ";
        return PlainText.firstLine(receipt.path("user_id").asText()) + " " + when
                + receipt.path("erased_at").asText() + "\n" + table.render(screen);
    }
}
