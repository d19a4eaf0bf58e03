package dev.waymark.bench;

import com.github.luben.zstd.ZstdCompressCtx;
import dev.waymark.json.CanonicalJson;
import dev.waymark.json.StrictJson;
import dev.waymark.piece.Layout;
import dev.waymark.piece.NewState;
import dev.waymark.piece.Shelf;
import dev.waymark.piece.StateBuilder;
import dev.waymark.piece.StateChange;
import dev.waymark.piece.StoredPack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/// What each way of keeping the successive states of one thread would store for a checkpoint: the bytes of values
/// alone,
/// and how many rows they are in. Counts, no times and no database; ADR 0011 rests on them.
final class StoreChoices implements Benchmarks.OneReport {
    private static final int CHECKPOINTS = 100;
    private static final int NAME_BYTES = 16;
    private static final int ANCHOR_EVERY = 50;

    /// What a row and its place in the index of its key cost beside its values: measured on `packs`.
    private static final int ROW_BYTES = 160;

    /// One way of storing.
    private abstract static class Store {
        final String name;
        long bytes;
        long rows;
        long read;

        Store(String name) {
            this.name = name;
        }

        /// Stores the next state.
        abstract void put(byte[] state) throws IOException;

        void add(int more) {
            bytes += more;
            rows++;
        }
    }

    /// The whole state each time.
    private static final class Copies extends Store {
        Copies() {
            super("whole copies, compressed");
        }

        @Override
        void put(byte[] state) {
            add(packed(state, new byte[0]).length);
            read = 1;
        }
    }

    /// Against the newest whole copy, which is made anew every so often.
    private static final class Deltas extends Store {
        private byte[] anchor = new byte[0];
        private int since;

        Deltas() {
            super("delta to a whole copy every " + ANCHOR_EVERY);
        }

        @Override
        void put(byte[] state) {
            if (since % ANCHOR_EVERY == 0) {
                anchor = state;
                add(packed(state, new byte[0]).length);
            } else {
                add(packed(state, anchor).length);
            }
            since++;
            read = 2;
        }
    }

    /// Pieces by themselves, each stored once under a digest; a checkpoint lists them.
    private static final class Pieces extends Store {
        private final Set<String> known = new HashSet<>();
        private final boolean byContent;
        private final int size;

        Pieces(boolean byContent, int size) {
            super((byContent ? "pieces cut by content, about " : "blocks of ") + size + " B, and a list of them");
            this.byContent = byContent;
            this.size = size;
        }

        @Override
        void put(byte[] state) {
            int listed = 0;
            int start = 0;
            while (start < state.length) {
                int end = byContent ? cut(state, start, size) : Math.min(state.length, start + size);
                byte[] piece = Arrays.copyOfRange(state, start, end);
                if (known.add(new String(piece, StandardCharsets.ISO_8859_1))) {
                    add(packed(piece, new byte[0]).length);
                }
                listed++;
                start = end;
            }
            bytes += (long) NAME_BYTES * listed;
            read = listed;
        }
    }

    /// What is built.
    private static final class Packs extends Store {
        private Layout layout = Layout.EMPTY;
        private Shelf shelf = new Shelf();

        Packs() {
            super("pieces in packs, against what they replace");
        }

        @Override
        void put(byte[] state) {
            NewState next = StateBuilder.build(layout, shelf, StateChange.whole(StrictJson.read(state)));
            for (StoredPack pack : next.packs()) {
                add(pack.storedBytes());
            }
            bytes += next.layout().encoded().length
                    + (long) NAME_BYTES * next.layout().packs().size();
            layout = next.layout();
            shelf = next.shelf();
            read = layout.packs().size();
        }
    }

    @Override
    public Report run(BenchDatabase database) throws Exception {
        List<Map<String, Object>> rounds = new ArrayList<>();
        var table = new StringBuilder("""
                | state | change | way of keeping it | bytes a checkpoint | new rows a checkpoint | with rows | rows to read the last |
                |---|---|---|---|---|---|---|
                """);
        for (ThreadStates.Kind kind : ThreadStates.Kind.values()) {
            for (int kilobytes : new int[] {10, 100, 1_000}) {
                for (Store store : stores()) {
                    Figures figures = measure(kind, kilobytes, store);
                    rounds.add(figures.json(kind, kilobytes, store));
                    table.append(String.format(
                            Locale.ROOT,
                            "| %d KB | %s | %s | %.0f | %.1f | %.0f | %d |%n",
                            kilobytes,
                            kind.shown,
                            store.name,
                            figures.bytes(),
                            figures.rows(),
                            figures.bytes() + ROW_BYTES * figures.rows(),
                            store.read));
                }
            }
        }
        Map<String, String> settings = Map.of(
                "checkpoints", String.valueOf(CHECKPOINTS),
                "bytes of a row", String.valueOf(ROW_BYTES),
                "the first state", "not counted");
        return new Report(List.of(), rounds, settings, table.toString());
    }

    private static List<Store> stores() {
        return List.of(
                new Copies(),
                new Deltas(),
                new Pieces(false, 4_096),
                new Pieces(true, 4_096),
                new Pieces(true, 1_024),
                new Packs());
    }

    private static Figures measure(ThreadStates.Kind kind, int kilobytes, Store store) throws IOException {
        ThreadStates states = ThreadStates.of(kind, kilobytes * 1_024, 7);
        store.put(canonical(states));
        long bytesBefore = store.bytes;
        long rowsBefore = store.rows;
        for (int i = 0; i < CHECKPOINTS; i++) {
            states.next();
            store.put(canonical(states));
        }
        double bytes = (double) (store.bytes - bytesBefore) / CHECKPOINTS;
        double rows = (double) (store.rows - rowsBefore) / CHECKPOINTS;
        return new Figures(bytes, rows);
    }

    /// What one checkpoint costs.
    private record Figures(double bytes, double rows) {
        Map<String, Object> json(ThreadStates.Kind kind, int kilobytes, Store store) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("state_kilobytes", kilobytes);
            json.put("change", kind.shown);
            json.put("store", store.name);
            json.put("bytes", bytes);
            json.put("rows", rows);
            json.put("rows_to_read_the_last", store.read);
            return json;
        }
    }

    private static byte[] canonical(ThreadStates states) throws IOException {
        return CanonicalJson.write(StrictJson.read(ThreadStates.JSON.writeValueAsBytes(states.state())));
    }

    private static byte[] packed(byte[] content, byte[] dictionary) {
        try (var context = new ZstdCompressCtx()) {
            context.setLevel(3).setMagicless(true).setChecksum(false);
            if (dictionary.length > 0) {
                context.loadDict(dictionary);
            }
            return context.compress(content);
        }
    }

    private static final long[] GEAR = new SplittableRandom(1).longs(256).toArray();

    /// Where a piece that starts here ends, about `size` bytes on.
    private static int cut(byte[] bytes, int start, int size) {
        int most = Math.min(bytes.length, start + 4 * size);
        long hash = 0;
        for (int i = start; i < most; i++) {
            hash = (hash << 1) + GEAR[bytes[i] & 0xFF];
            if (i - start >= size / 4 && Long.remainderUnsigned(hash >>> 20, size * 3L / 4) == 0) {
                return i + 1;
            }
        }
        return most;
    }
}
