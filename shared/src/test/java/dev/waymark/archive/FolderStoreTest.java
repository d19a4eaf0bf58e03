package dev.waymark.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FolderStoreTest extends ObjectStoreContract {
    @TempDir
    private static Path folder;

    @Override
    protected ObjectStore store() {
        return new FolderStore(folder.resolve("archives"));
    }

    @Test
    void nothingUnfinishedIsLeftBehind(@TempDir Path own) throws IOException {
        var store = new FolderStore(own);
        store.put("t/a", bytes("first"));
        store.put("t/a", bytes("second"));
        try (Stream<Path> files = Files.walk(own)) {
            assertThat(files.filter(Files::isRegularFile)).containsExactly(own.resolve("t/a"));
        }
    }

    @Test
    void whatAWriterLeftThatDiedIsInNoList(@TempDir Path own) throws IOException {
        var store = new FolderStore(own);
        store.put("t/a", bytes("first"));
        Files.writeString(own.resolve("t/x.~"), "half");
        assertThat(store.list("t")).containsExactly("t/a");
    }

    @Test
    void aFolderThatCannotBeWrittenIsTold(@TempDir Path own) throws IOException {
        Path file = Files.writeString(own.resolve("file"), "x");
        assertThatThrownBy(() -> new FolderStore(file).put("t/a", bytes("x")))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.type()).isEqualTo(ProblemType.UNAVAILABLE));
    }
}
