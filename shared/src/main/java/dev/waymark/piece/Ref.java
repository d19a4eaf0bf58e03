package dev.waymark.piece;

/// One piece of a state that is being made.
sealed interface Ref {
    PieceId id();

    int length();

    /// A piece that is stored already.
    record Kept(Pack pack, int index) implements Ref {
        @Override
        public PieceId id() {
            return pack.directory().ids()[index];
        }

        @Override
        public int length() {
            return pack.directory().bytes(index, 1);
        }
    }

    /// A piece that is to be stored.
    ///
    /// @param moved whether it is stored elsewhere already, in a pack that is given up
    @SuppressWarnings("ArrayRecordComponent") // compared by its id
    record Fresh(PieceId id, byte[] bytes, boolean moved) implements Ref {
        @Override
        public int length() {
            return bytes.length;
        }
    }
}
