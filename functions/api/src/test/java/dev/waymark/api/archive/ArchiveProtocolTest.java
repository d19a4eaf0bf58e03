package dev.waymark.api.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.archive.Archiving;
import dev.waymark.archive.FolderStore;
import dev.waymark.archive.ObjectStore;
import dev.waymark.archive.WrittenArchive;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Dying at any point of writing or erasing an archive loses nothing and leaves nothing behind.
final class ArchiveProtocolTest {
    private static final Functions FUNCTIONS = Functions.shared();
    private static final ObjectStore STORE = new FolderStore(Functions.ARCHIVES);
    private static final List<String> LINES = List.of("{\"table\": \"documents\", \"row\": {}}");
    private static final List<String> OF_TWO_USERS = List.of(
            "{\"table\": \"agent_memories\", \"row\": {\"id\": \"m1\", \"user_id\": \"u1\"}}",
            "{\"table\": \"agent_memories\", \"row\": {\"id\": \"m2\", \"user_id\": \"u2\"}}");
    private static final int MOST_CALLS = 20;

    private final Client client = FUNCTIONS.newTenant();
    private final Shelf shelf = new Shelf(FUNCTIONS, "commands", client.newCommand());

    private WrittenArchive write(Archiving archiving, List<String> lines, String... users) {
        return shelf.as(() -> archiving.write("agent_memories", lines, Shelf.FROM, Shelf.TO, List.of(users)));
    }

    private List<String> objects() {
        return STORE.list(shelf.tenant().toString());
    }

    private List<String> archives(String status) {
        return shelf.texts("select id from archives where tenant_id = '%s' and status = '%s' order by id"
                .formatted(shelf.tenant(), status));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoDiesWhileWritingLeavesNothingThatIsNotCleared(boolean afterwards) {
        for (int n = 1; ; n++) {
            var store = new DyingStore(STORE, n, afterwards);
            Archiving archiving = shelf.archiving().on(store);
            try {
                shelf.finish(write(archiving, LINES), List.of());
            } catch (DyingStore.Death death) {
                assertThat(archives("kept")).isEmpty();
            }
            shelf.as(() -> shelf.archiving().clearUnfinished());
            assertThat(archives("writing")).isEmpty();
            assertThat(objects()).hasSameSizeAs(archives("kept"));
            if (!store.hasDied()) {
                assertThat(n).as("two calls: put and get").isEqualTo(3);
                return;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoDiesWhileClearingIsFollowedByOthers(boolean afterwards) {
        for (int n = 1; ; n++) {
            var store = new DyingStore(STORE, n, afterwards);
            WrittenArchive first = write(shelf.archiving(), LINES);
            write(shelf.archiving(), LINES);
            try {
                shelf.as(() -> shelf.archiving().on(store).clearUnfinished());
            } catch (DyingStore.Death death) {
                assertThatThrownBy(() -> shelf.finish(first, List.of())).hasMessageContaining("conflict");
            }
            shelf.as(() -> shelf.archiving().clearUnfinished());
            assertThat(objects()).isEmpty();
            assertThat(shelf.number("select count(*) from archives where tenant_id = '" + shelf.tenant() + "'"))
                    .isZero();
            if (!store.hasDied()) {
                return;
            }
        }
    }

    @Test
    void whoeverClearsKeepsOthersFromFinishing() {
        WrittenArchive written = write(shelf.archiving(), LINES);
        shelf.as(() -> shelf.archiving().clearUnfinished());
        assertThatThrownBy(() -> shelf.finish(written, List.of())).hasMessageContaining("conflict");
        assertThat(objects()).isEmpty();
    }

    @Test
    void whatWasFinishedIsNotGivenUp() {
        WrittenArchive written = write(shelf.archiving(), LINES);
        shelf.finish(written, List.of());
        shelf.as(() -> {
            shelf.archiving().giveUp(written);
            return true;
        });
        shelf.as(() -> shelf.archiving().clearUnfinished());
        assertThat(objects()).containsExactly(written.objectKey());
        assertThat(archives("kept")).containsExactly(written.id().toString());
    }

    @Test
    void aStoreThatGivesBackSomethingElseIsSeenBeforeAnythingIsDeleted() {
        Archiving archiving = shelf.archiving().on(new ObjectStore() {
            @Override
            public boolean put(String key, byte[] object) {
                return STORE.put(key, object);
            }

            @Override
            public Optional<byte[]> get(String key) {
                return STORE.get(key).map(object -> {
                    object[object.length / 2] ^= (byte) 1;
                    return object;
                });
            }

            @Override
            public void delete(String key) {
                STORE.delete(key);
            }

            @Override
            public List<String> list(String folder) {
                return STORE.list(folder);
            }
        });
        assertThatThrownBy(() -> write(archiving, LINES)).hasMessageContaining("is damaged");
        assertThat(archives("kept")).isEmpty();
    }

    @Test
    void whatTwoUsersShareIsWrittenAnewWithoutTheOne() {
        WrittenArchive written = write(shelf.archiving(), OF_TWO_USERS, "u1", "u2");
        shelf.finish(written, List.of());

        assertThat(shelf.as(() -> shelf.archiving().forget("u1"))).isEqualTo(1);

        assertThat(archives("erased")).containsExactly(written.id().toString());
        String left = archives("kept").getFirst();
        assertThat(client.get("/v1/archives/" + left).expect(200).body().get("user_ids"))
                .singleElement()
                .extracting(user -> user.asText())
                .isEqualTo("u2");
        shelf.as(() -> {
            shelf.archiving().verify(UUID.fromString(left));
            return true;
        });
        assertThat(objects()).hasSize(1);
        assertThat(client.post("/v1/archives/" + written.id() + "/restore", "")
                        .expect(410)
                        .text("/replaced_by"))
                .isEqualTo(left);
        assertThat(shelf.as(() -> shelf.archiving().forget("u1"))).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoDiesWhileErasingIsFollowedByOthers(boolean afterwards) {
        for (int n = 1; n < MOST_CALLS; n++) {
            String mine = "mine" + n;
            String shared = "shared" + n;
            shelf.finish(write(shelf.archiving(), LINES, mine), List.of());
            List<String> lines = List.of(
                    "{\"table\": \"agent_memories\", \"row\": {\"id\": \"m1\", \"user_id\": \"%s\"}}".formatted(mine),
                    "{\"table\": \"agent_memories\", \"row\": {\"id\": \"m2\", \"user_id\": \"%s\"}}"
                            .formatted(shared));
            shelf.finish(write(shelf.archiving(), lines, mine, shared), List.of());
            var store = new DyingStore(STORE, n, afterwards);
            boolean died = false;
            try {
                shelf.as(() -> shelf.archiving().on(store).forget(mine));
            } catch (DyingStore.Death death) {
                died = true;
            }
            shelf.as(() -> shelf.archiving().forget(mine));
            shelf.as(() -> shelf.archiving().clearUnfinished());

            assertThat(shelf.number(ofUser(mine))).isZero();
            assertThat(shelf.number(ofUser(shared) + " and status = 'kept'"))
                    .as("death at call %d", n)
                    .isEqualTo(1);
            assertThat(objects()).hasSize(n);
            if (!died) {
                assertThat(n).isGreaterThan(5);
                return;
            }
        }
        throw new AssertionError("erasing makes more than " + MOST_CALLS + " calls");
    }

    private String ofUser(String user) {
        return "select count(*) from archives where tenant_id = '%s' and '%s' = any (user_ids)"
                .formatted(shelf.tenant(), user);
    }

    @Test
    void anArchiveThatIsBeingWrittenOfAnErasedUserIsNeverFinished() {
        WrittenArchive written = write(shelf.archiving(), LINES, "u1");
        shelf.as(() -> shelf.archiving().forget("u1"));
        assertThatThrownBy(() -> shelf.finish(written, List.of())).hasMessageContaining("conflict");
        assertThat(objects()).isEmpty();
    }

    @Test
    void aTenantsObjectsAreDeletedAndNobodyElses() {
        shelf.finish(write(shelf.archiving(), LINES), List.of());
        write(shelf.archiving(), LINES);
        ArchiveProtocolTest other = new ArchiveProtocolTest();
        other.write(other.shelf.archiving(), LINES);
        assertThat(shelf.as(() -> shelf.archiving().deleteAll())).isEqualTo(2);
        assertThat(objects()).isEmpty();
        assertThat(other.objects()).hasSize(1);
    }
}
