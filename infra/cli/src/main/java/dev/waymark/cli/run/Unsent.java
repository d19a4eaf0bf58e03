package dev.waymark.cli.run;

import dev.waymark.cli.api.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Results that could not be sent, each in a file of its own that only its owner can read.
public final class Unsent {
    private final Path folder;

    /// @param environment names the folder for a program's state, by `XDG_STATE_HOME` or `HOME`
    public Unsent(Map<String, String> environment) {
        String state = environment.getOrDefault("XDG_STATE_HOME", "");
        String home = environment.getOrDefault("HOME", System.getProperty("user.home", "."));
        Path base = state.isEmpty() ? Path.of(home, ".local", "state") : Path.of(state);
        this.folder = base.resolve("waymark").resolve("unsent");
    }

    /// Keeps one; the same step's again replaces it.
    public Path keep(Finish finish) {
        try {
            Files.createDirectories(folder);
            Path file = folder.resolve(finish.step() + ".json");
            Path next = Files.createTempFile(
                    folder,
                    "next",
                    ".part",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(next, Json.bytes(finish.json()));
            return Files.move(next, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    /// The files that wait, in no particular order.
    public List<Path> waiting() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /// Reads one.
    public static Finish read(Path file) throws IOException {
        try (InputStream stream = Files.newInputStream(file)) {
            return Finish.of(Json.read(stream));
        }
    }
}
