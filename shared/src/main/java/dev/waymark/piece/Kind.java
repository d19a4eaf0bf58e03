package dev.waymark.piece;

/// What kind of value a stream of items stands for.
enum Kind {
    /// Elements, each followed by a comma.
    ARRAY('[', ']'),
    /// Members, each followed by a comma.
    OBJECT('{', '}'),
    /// The text of any other value.
    OTHER('\0', '\0');

    final char open;
    final char close;

    Kind(char open, char close) {
        this.open = open;
        this.close = close;
    }

    /// The byte that stands for it in a layout.
    byte code() {
        return switch (this) {
            case ARRAY -> 0;
            case OBJECT -> 1;
            case OTHER -> 2;
        };
    }

    static Kind of(int code) {
        return switch (code) {
            case 0 -> ARRAY;
            case 1 -> OBJECT;
            case 2 -> OTHER;
            default -> throw new IllegalArgumentException("There is no kind " + code);
        };
    }

    /// What the canonical JSON of a value weighs whose items weigh this much, their commas included.
    int jsonBytes(int itemBytes) {
        if (this == OTHER) {
            return itemBytes;
        }
        return itemBytes == 0 ? 2 : itemBytes + 1;
    }
}
