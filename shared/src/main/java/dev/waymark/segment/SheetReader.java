package dev.waymark.segment;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads what a [SheetWriter] has written: any value of any row, without touching the others.
public final class SheetReader {
    /// Columns have numbers below this one.
    private static final int LIMIT = 256;

    private final byte[] sheet;
    private final int rows;

    /// By their numbers; asked for every value, so by place.
    private final @Nullable Column[] columns = new @Nullable Column[LIMIT];

    /// Where the values of a column are.
    private sealed interface Column {}

    private record Same(int start, int end) implements Column {}

    /// @param starts where the bytes of each row begin; of a row without any, where those of the
    ///     next do, negated
    @SuppressWarnings("ArrayRecordComponent") // never handed out
    private record Each(int[] starts, int end) implements Column {}

    private record SameNumber(long value) implements Column {}

    @SuppressWarnings("ArrayRecordComponent") // never handed out
    private record Numbers(@Nullable Long[] values) implements Column {}

    /// @param sheet not to be changed by anyone
    public SheetReader(byte[] sheet) {
        this.sheet = sheet;
        var input = new Input(sheet);
        SheetWriter.requireLayout(input.one());
        this.rows = input.count();
        int count = input.count();
        for (int i = 0; i < count; i++) {
            int number = input.count();
            columns[number] = column(Form.of(input.one()), input);
        }
    }

    private Column column(Form form, Input input) {
        return switch (form) {
            case SAME_BYTES -> same(input);
            case BYTES -> each(input);
            case SAME_NUMBER -> new SameNumber(input.signed());
            case NUMBERS -> numbers(input, null);
            case SOME_NUMBERS -> {
                int start = input.place();
                input.skip((rows + Byte.SIZE - 1) / Byte.SIZE);
                yield numbers(input, Arrays.copyOfRange(sheet, start, input.place()));
            }
        };
    }

    private static Same same(Input input) {
        int length = input.count();
        int start = input.place();
        input.skip(length);
        return new Same(start, start + length);
    }

    private Each each(Input input) {
        int[] lengths = new int[rows];
        for (int i = 0; i < rows; i++) {
            lengths[i] = input.count();
        }
        int[] starts = new int[rows];
        for (int i = 0; i < rows; i++) {
            starts[i] = lengths[i] == 0 ? -input.place() : input.place();
            input.skip(Math.max(lengths[i] - 1, 0));
        }
        return new Each(starts, input.place());
    }

    private Numbers numbers(Input input, byte @Nullable [] presence) {
        @Nullable Long[] values = new @Nullable Long[rows];
        long before = 0;
        for (int i = 0; i < rows; i++) {
            if (presence == null || (presence[i / Byte.SIZE] >> (i % Byte.SIZE) & 1) == 1) {
                before += input.signed();
                values[i] = before;
            }
        }
        return new Numbers(values);
    }

    /// How many rows there are.
    public int rows() {
        return rows;
    }

    /// The bytes of a column in a row; null where there are none.
    public byte @Nullable [] bytes(int column, int row) {
        return switch (columns[column]) {
            case null -> null;
            case Same same -> Arrays.copyOfRange(sheet, same.start, same.end);
            case Each each -> bytes(each, row);
            case SameNumber _, Numbers _ ->
                throw new IllegalArgumentException("Column %d has numbers".formatted(column));
        };
    }

    private byte @Nullable [] bytes(Each each, int row) {
        int start = each.starts[row];
        if (start < 0) {
            return null;
        }
        int end = row + 1 == rows ? each.end : Math.abs(each.starts[row + 1]);
        return Arrays.copyOfRange(sheet, start, end);
    }

    /// The number of a column in a row; null where there is none.
    public @Nullable Long number(int column, int row) {
        return switch (columns[column]) {
            case null -> null;
            case SameNumber same -> same.value;
            case Numbers numbers -> numbers.values[row];
            case Same _, Each _ -> throw new IllegalArgumentException("Column %d has bytes".formatted(column));
        };
    }
}
