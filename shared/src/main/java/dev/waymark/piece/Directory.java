package dev.waymark.piece;

import java.nio.ByteBuffer;
import java.util.List;

/// What pieces a pack holds, in order.
///
/// @param ids of the pieces
/// @param ends where each ends within the pack's content
@SuppressWarnings("ArrayRecordComponent") // belongs to one pack, never compared
record Directory(PieceId[] ids, int[] ends) {

    static Directory of(List<PieceId> ids, List<byte[]> pieces) {
        int[] ends = new int[pieces.size()];
        int end = 0;
        for (int i = 0; i < ends.length; i++) {
            end += pieces.get(i).length;
            ends[i] = end;
        }
        return new Directory(ids.toArray(PieceId[]::new), ends);
    }

    int size() {
        return ends.length;
    }

    int start(int index) {
        return index == 0 ? 0 : ends[index - 1];
    }

    /// What `count` pieces from `first` on weigh.
    int bytes(int first, int count) {
        return ends[first + count - 1] - start(first);
    }

    byte[] encoded() {
        ByteBuffer buffer = ByteBuffer.allocate(size() * (PieceId.BYTES + Varints.MAX_BYTES));
        for (int i = 0; i < ends.length; i++) {
            ids[i].write(buffer);
            Varints.write(bytes(i, 1), buffer);
        }
        return Varints.written(buffer);
    }

    static Directory decoded(byte[] encoded) {
        ByteBuffer buffer = ByteBuffer.wrap(encoded);
        var ids = new PieceId[encoded.length / PieceId.BYTES];
        int[] ends = new int[ids.length];
        int count = 0;
        int end = 0;
        while (buffer.hasRemaining()) {
            ids[count] = PieceId.read(buffer);
            end += Varints.read(buffer);
            ends[count++] = end;
        }
        return new Directory(java.util.Arrays.copyOf(ids, count), java.util.Arrays.copyOf(ends, count));
    }
}
