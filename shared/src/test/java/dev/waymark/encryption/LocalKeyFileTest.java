package dev.waymark.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalKeyFileTest {
    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("data").resolve("encryption.key");
    }

    @Test
    void theFileIsMadeOnceAndForItsOwnerAlone() throws IOException {
        var first = new LocalKeyFile(file().toString());
        byte[] key = DataKey.generated();
        byte[] wrapped = first.wrap(key, "context");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        try (Stream<Path> files = Files.list(file().getParent())) {
            assertThat(files).containsExactly(file());
        }
        var second = new LocalKeyFile(file().toString());
        assertThat(second.name()).isEqualTo(first.name()).startsWith("local:");
        assertThat(second.unwrap(wrapped, first.name(), "context")).isEqualTo(key);
    }

    @Test
    void whatIsWrappedForAnotherContextOrByAnotherFileIsAnIntegrityError() {
        var keyFile = new LocalKeyFile(file().toString());
        byte[] wrapped = keyFile.wrap(DataKey.generated(), "context");
        refuses(keyFile, wrapped, "another", ProblemType.INTEGRITY_ERROR);
        refuses(new LocalKeyFile(folder.resolve("other").toString()), wrapped, "context", ProblemType.INTEGRITY_ERROR);
    }

    @Test
    void aFileThatCannotBeReadIsWorthAnotherTry() throws IOException {
        Files.writeString(folder.resolve("broken"), "no key");
        refuses(new LocalKeyFile(folder.resolve("broken").toString()), new byte[1], "context", ProblemType.UNAVAILABLE);
    }

    private static void refuses(LocalKeyFile file, byte[] wrapped, String context, ProblemType type) {
        assertThatThrownBy(() -> file.unwrap(wrapped, "local:1", context))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.type()).isEqualTo(type));
    }

    @Test
    void aCiphertextBelongsToTenantTableColumnAndRow() {
        UUID tenant = UUID.randomUUID();
        UUID row = UUID.randomUUID();
        DataKey key = DataKey.of(UUID.randomUUID(), DataKey.generated());
        byte[] stored = key.encrypted(new byte[] {1, 2, 3}, tenant, Place.of("t", "c", row));

        assertThat(stored).hasSize(DataKey.HEADER_BYTES + 16 + 3).startsWith(1);
        assertThat(key.decrypted(stored, tenant, Place.of("t", "c", row))).containsExactly(1, 2, 3);
        assertThat(key.encrypted(new byte[] {1, 2, 3}, tenant, Place.of("t", "c", row)))
                .isEqualTo(stored);
        for (Place other :
                new Place[] {Place.of("u", "c", row), Place.of("t", "d", row), Place.of("t", "c", UUID.randomUUID())}) {
            assertThatThrownBy(() -> key.decrypted(stored, tenant, other)).isInstanceOf(ProblemException.class);
        }
        assertThatThrownBy(() -> key.decrypted(stored, UUID.randomUUID(), Place.of("t", "c", row)))
                .isInstanceOf(ProblemException.class);
    }
}
