package dev.waymark.local.whole;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Files that others made, beside the repository.
final class SharedData {
    private SharedData() {}

    /// The files with this ending, at least one; skips the test where the folder is absent.
    static List<Path> files(String folder, String ending) throws IOException {
        Path shared = Ledger.ROOT.resolve("../shared/data").resolve(folder).normalize();
        assumeTrue(Files.isDirectory(shared), "skipped: there is no folder ../shared/data/" + folder);
        try (Stream<Path> files = Files.list(shared)) {
            List<Path> found = files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
            assumeTrue(!found.isEmpty(), "skipped: ../shared/data/" + folder + " has no file *" + ending);
            return found;
        }
    }
}
