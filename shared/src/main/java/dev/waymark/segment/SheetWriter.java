package dev.waymark.segment;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Writes rows column by column, so that what is alike stands side by side. A column without any
/// value takes no byte, one whose values are all equal takes one of them.
public final class SheetWriter {
    private static final int LAYOUT = 1;

    private final int rows;
    private final Buffer columns = new Buffer();
    private int count;

    /// @param rows how many values each column has
    public SheetWriter(int rows) {
        this.rows = rows;
    }

    /// Adds a column of bytes.
    ///
    /// @param column its number below 256, which it keeps for ever
    /// @param values one for each row
    public void bytes(int column, List<byte @Nullable []> values) {
        require(values);
        if (values.stream().allMatch(Objects::isNull)) {
            return;
        }
        byte @Nullable [] first = values.getFirst();
        if (first != null && values.stream().allMatch(value -> Arrays.equals(first, value))) {
            begin(column, Form.SAME_BYTES);
            columns.number(first.length);
            columns.bytes(first);
            return;
        }
        begin(column, Form.BYTES);
        for (byte @Nullable [] value : values) {
            columns.number(value == null ? 0 : value.length + 1L);
        }
        for (byte @Nullable [] value : values) {
            if (value != null) {
                columns.bytes(value);
            }
        }
    }

    /// Adds a column of numbers, any of 64 bits.
    ///
    /// @param column its number, which it keeps for ever
    /// @param values one for each row
    public void numbers(int column, List<@Nullable Long> values) {
        require(values);
        if (values.stream().allMatch(Objects::isNull)) {
            return;
        }
        boolean some = values.contains(null);
        @Nullable Long first = values.getFirst();
        if (first != null && values.stream().allMatch(first::equals)) {
            begin(column, Form.SAME_NUMBER);
            columns.signed(first);
            return;
        }
        begin(column, some ? Form.SOME_NUMBERS : Form.NUMBERS);
        if (some) {
            presence(values);
        }
        long before = 0;
        for (@Nullable Long value : values) {
            if (value != null) {
                columns.signed(value - before);
                before = value;
            }
        }
    }

    private void presence(List<@Nullable Long> values) {
        for (int i = 0; i < rows; i += Byte.SIZE) {
            int bits = 0;
            for (int k = i; k < Math.min(i + Byte.SIZE, rows); k++) {
                bits |= (values.get(k) == null ? 0 : 1) << (k - i);
            }
            columns.one(bits);
        }
    }

    private void require(List<?> values) {
        if (values.size() != rows) {
            throw new IllegalArgumentException("%d values for %d rows".formatted(values.size(), rows));
        }
    }

    private void begin(int column, Form form) {
        columns.number(column);
        columns.one(form.code);
        count++;
    }

    /// What [SheetReader] reads.
    public byte[] written() {
        var sheet = new Buffer();
        sheet.one(LAYOUT);
        sheet.number(rows);
        sheet.number(count);
        sheet.bytes(columns.written());
        return sheet.written();
    }

    static void requireLayout(int layout) {
        if (layout != LAYOUT) {
            throw new IllegalArgumentException("There is no layout " + layout);
        }
    }
}
