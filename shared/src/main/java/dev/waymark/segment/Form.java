package dev.waymark.segment;

/// How a column is written. The codes are in stored segments: a new form takes a new code.
enum Form {
    /// Every row has the same bytes.
    SAME_BYTES(1),
    /// The length of each row's bytes, one more than it is or zero for none; then the bytes.
    BYTES(2),
    /// Every row has the same number.
    SAME_NUMBER(3),
    /// The difference of each row's number to the one before.
    NUMBERS(4),
    /// The same for the rows that have a number: a bit for each row says which those are.
    SOME_NUMBERS(5);

    final int code;

    Form(int code) {
        this.code = code;
    }

    static Form of(int code) {
        for (Form form : values()) {
            if (form.code == code) {
                return form;
            }
        }
        throw new IllegalArgumentException("There is no form " + code);
    }
}
