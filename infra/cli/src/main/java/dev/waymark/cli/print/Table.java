package dev.waymark.cli.print;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Rows in aligned columns. The last column takes what is left of the line and is cut there; the others are as wide as
/// their widest field. A column in which no row has anything is left out.
public final class Table {
    private static final String GAP = "  ";
    private static final int LEAST_LAST = 20;

    private final List<String> headers;
    private final List<Integer> rightAligned;
    private final List<List<Cell>> rows = new ArrayList<>();

    /// A table without rows.
    ///
    /// @param headers a leading `>` asks for a column aligned to the right
    public Table(String... headers) {
        this.headers = Arrays.stream(headers)
                .map(h -> h.startsWith(">") ? h.substring(1) : h)
                .toList();
        this.rightAligned = new ArrayList<>();
        for (int i = 0; i < headers.length; i++) {
            if (headers[i].startsWith(">")) {
                rightAligned.add(i);
            }
        }
    }

    /// Adds a row below the others.
    ///
    /// @param row as many cells as there are headers
    public void add(List<Cell> row) {
        rows.add(List.copyOf(row));
    }

    /// One line for the headers and one for each row, each ended by a line break.
    public String render(Screen screen) {
        int[] widths = widths(screen.columns());
        var text = new StringBuilder();
        line(
                text,
                screen,
                widths,
                headers.stream().map(h -> new Cell(h, "bold")).toList());
        rows.forEach(row -> line(text, screen, widths, row));
        return text.toString();
    }

    private int[] widths(int columns) {
        int[] widths = new int[headers.size()];
        int used = 0;
        for (int i = 0; i < widths.length; i++) {
            int column = i;
            int widest = rows.stream()
                    .mapToInt(row -> PlainText.width(row.get(column).text()))
                    .max()
                    .orElse(0);
            widths[i] = widest == 0 ? 0 : Math.max(widest, PlainText.width(headers.get(i)));
            used += i < widths.length - 1 && widths[i] > 0 ? widths[i] + GAP.length() : 0;
        }
        int last = widths.length - 1;
        widths[last] = columns == 0 ? Integer.MAX_VALUE : Math.max(LEAST_LAST, columns - used);
        return widths;
    }

    private void line(StringBuilder text, Screen screen, int[] widths, List<Cell> cells) {
        int last = cells.size() - 1;
        for (int i = 0; i < last; i++) {
            if (widths[i] > 0) {
                String blank =
                        " ".repeat(widths[i] - PlainText.width(cells.get(i).text()));
                String field = screen.styled(cells.get(i).style(), cells.get(i).text());
                text.append(rightAligned.contains(i) ? blank + field : field + blank)
                        .append(GAP);
            }
        }
        Cell end = cells.get(last);
        text.append(screen.styled(end.style(), PlainText.cut(end.text(), widths[last])));
        text.setLength(text.toString().stripTrailing().length());
        text.append('\n');
    }
}
