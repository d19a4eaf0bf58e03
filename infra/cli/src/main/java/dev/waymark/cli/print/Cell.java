package dev.waymark.cli.print;

/// One field of a table.
///
/// @param style of picocli, or empty
public record Cell(String text, String style) {
    static Cell of(String text) {
        return new Cell(text, "");
    }
}
