package dev.waymark.piece;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Runs in few bytes: what follows closely on the run before is told by small numbers.
final class Runs {
    static final int MAX_BYTES_EACH = 3 * Varints.MAX_BYTES;

    private Runs() {}

    static void write(List<Run> runs, ByteBuffer to) {
        Varints.write(runs.size(), to);
        int pack = 0;
        int next = 0;
        for (Run run : runs) {
            Varints.writeSigned(run.pack() - pack, to);
            Varints.writeSigned(run.first() - next, to);
            Varints.write(run.count(), to);
            pack = run.pack();
            next = run.first() + run.count();
        }
    }

    static List<Run> read(ByteBuffer from) {
        int count = Varints.read(from);
        List<Run> runs = new ArrayList<>();
        int pack = 0;
        int next = 0;
        for (int i = 0; i < count; i++) {
            pack += Varints.readSigned(from);
            int first = next + Varints.readSigned(from);
            int pieces = Varints.read(from);
            runs.add(new Run(pack, first, pieces));
            next = first + pieces;
        }
        return runs;
    }

    static byte[] encoded(List<Run> runs) {
        ByteBuffer buffer = ByteBuffer.allocate(Varints.MAX_BYTES + runs.size() * MAX_BYTES_EACH);
        write(runs, buffer);
        return Varints.written(buffer);
    }

    /// Adds a piece, to the last run where it follows on it.
    static void add(List<Run> runs, int pack, int index) {
        if (!runs.isEmpty()) {
            Run last = runs.getLast();
            if (last.pack() == pack && last.first() + last.count() == index) {
                runs.set(runs.size() - 1, new Run(pack, last.first(), last.count() + 1));
                return;
            }
        }
        runs.add(new Run(pack, index, 1));
    }
}
