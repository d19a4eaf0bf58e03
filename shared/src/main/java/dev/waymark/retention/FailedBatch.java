package dev.waymark.retention;

/// Rows that were due could not leave; they are where they were.
final class FailedBatch extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long rows;

    FailedBatch(long rows, RuntimeException cause) {
        super(rows + " rows could not leave: " + cause.getMessage(), cause);
        this.rows = rows;
    }

    long rows() {
        return rows;
    }
}
