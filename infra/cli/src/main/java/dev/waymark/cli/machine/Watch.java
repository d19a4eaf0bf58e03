package dev.waymark.cli.machine;

import java.nio.file.Path;
import java.util.List;

/// Which files are looked at.
///
/// @param folder the working folder, absolute; files in it are named relative to it
/// @param chosen files and folders; none chooses the working folder: what git tracks or would track of it where it is
///     in a repository, else all files below it
/// @param mostFiles no more than these
/// @param mostBytes no more than these are read to know files by their content; beyond, size and time stand for it
public record Watch(Path folder, List<Path> chosen, int mostFiles, long mostBytes) {
    private static final int MOST_FILES = 2_000;
    private static final long MOST_BYTES = 64L * 1024 * 1024;

    public Watch {
        chosen = List.copyOf(chosen);
    }

    /// With the usual bounds.
    public static Watch of(Path folder, List<Path> chosen) {
        return new Watch(folder.toAbsolutePath().normalize(), chosen, MOST_FILES, MOST_BYTES);
    }
}
