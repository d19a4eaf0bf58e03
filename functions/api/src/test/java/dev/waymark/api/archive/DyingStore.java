package dev.waymark.api.archive;

import dev.waymark.archive.ObjectStore;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// A store whose user dies at its n-th call: before it is done, or after.
class DyingStore implements ObjectStore {
    /// What dying is like.
    static final class Death extends RuntimeException {
        @java.io.Serial
        private static final long serialVersionUID = 1L;
    }

    private final ObjectStore store;
    private final int at;
    private final boolean afterwards;
    private int calls;

    DyingStore(ObjectStore store, int at, boolean afterwards) {
        this.store = store;
        this.at = at;
        this.afterwards = afterwards;
    }

    /// Whether the call at which to die has come.
    boolean hasDied() {
        return calls >= at;
    }

    @Override
    public boolean put(String key, byte[] object) {
        return live(() -> store.put(key, object));
    }

    @Override
    public Optional<byte[]> get(String key) {
        return live(() -> store.get(key));
    }

    @Override
    public void delete(String key) {
        live(() -> {
            store.delete(key);
            return true;
        });
    }

    @Override
    public List<String> list(String folder) {
        return live(() -> store.list(folder));
    }

    private <T> T live(Supplier<T> call) {
        calls++;
        // whoever has died does nothing more
        if (calls > at || (calls == at && !afterwards)) {
            throw new Death();
        }
        T done = call.get();
        if (calls == at) {
            throw new Death();
        }
        return done;
    }
}
