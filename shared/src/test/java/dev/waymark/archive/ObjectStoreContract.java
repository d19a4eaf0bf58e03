package dev.waymark.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What every store keeps to.
public abstract class ObjectStoreContract {
    protected abstract ObjectStore store();

    private final String folder = UUID.randomUUID().toString();

    @Test
    void whatWasPutIsRead() {
        byte[] object = new byte[3_000_000];
        new Random(1).nextBytes(object);
        assertThat(store().put(folder + "/kind/2026/11/a.ndjson.zst", object)).isTrue();
        assertThat(store().get(folder + "/kind/2026/11/a.ndjson.zst")).hasValue(object);
    }

    @Test
    void anObjectMayBeEmpty() {
        assertThat(store().put(folder + "/empty", new byte[0])).isTrue();
        assertThat(store().get(folder + "/empty")).hasValue(new byte[0]);
    }

    @Test
    void aTakenKeyKeepsItsObject() {
        assertThat(store().put(folder + "/a", bytes("first"))).isTrue();
        assertThat(store().put(folder + "/a", bytes("second"))).isFalse();
        assertThat(store().get(folder + "/a")).hasValue(bytes("first"));
        assertThat(store().list(folder)).containsExactly(folder + "/a");
    }

    @Test
    void whatIsNotThereIsNothing() {
        assertThat(store().get(folder + "/a")).isEmpty();
        assertThat(store().list(folder)).isEmpty();
        store().delete(folder + "/a");
    }

    @Test
    void aDeletedKeyMayBePutAgain() {
        store().put(folder + "/a", bytes("first"));
        store().delete(folder + "/a");
        assertThat(store().get(folder + "/a")).isEmpty();
        assertThat(store().put(folder + "/a", bytes("second"))).isTrue();
        assertThat(store().get(folder + "/a")).hasValue(bytes("second"));
    }

    @Test
    void aListHasWhatIsBelowTheFolderAlone() {
        List.of("/a/1", "/a/b/2", "/ab/3").forEach(key -> store().put(folder + key, bytes(key)));
        assertThat(store().list(folder + "/a")).containsExactlyInAnyOrder(folder + "/a/1", folder + "/a/b/2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/a",
                "a/",
                "a//b",
                ".",
                "..",
                "a/..",
                "../a",
                "a/./b",
                "a/../../b",
                "a\\b",
                "a b",
                "a\u0000",
                "ä"
            })
    void aKeyThatCouldLeaveTheStoreIsRefused(String key) {
        assertThatIllegalArgumentException().isThrownBy(() -> store().put(key, bytes("x")));
        assertThatIllegalArgumentException().isThrownBy(() -> store().get(key));
        assertThatIllegalArgumentException().isThrownBy(() -> store().delete(key));
        assertThatIllegalArgumentException().isThrownBy(() -> store().list(key));
    }

    @Test
    void ofManyWhoPutAtOnceOneDoes() throws Exception {
        int writers = 8;
        var start = new CyclicBarrier(writers);
        try (ExecutorService threads = Executors.newFixedThreadPool(writers)) {
            List<Future<Boolean>> puts = threads.invokeAll(java.util.stream.IntStream.range(0, writers)
                    .<Callable<Boolean>>mapToObj(n -> () -> {
                        start.await();
                        return store().put(folder + "/race", bytes("writer " + n));
                    })
                    .toList());
            int first = -1;
            for (int n = 0; n < writers; n++) {
                if (puts.get(n).get()) {
                    assertThat(first).as("nobody before").isNegative();
                    first = n;
                }
            }
            assertThat(store().get(folder + "/race")).hasValue(bytes("writer " + first));
        }
    }

    protected static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
