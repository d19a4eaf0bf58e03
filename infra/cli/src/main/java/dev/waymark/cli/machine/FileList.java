package dev.waymark.cli.machine;

import dev.waymark.cli.program.MissingProgramException;
import dev.waymark.cli.program.Programs;
import dev.waymark.cli.program.Ran;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Which files there are to watch, without looking into them.
final class FileList {
    private static final int MOST = 50_000;

    private final Watch watch;
    private final Programs programs;

    FileList(Watch watch, Programs programs) {
        this.watch = watch;
        this.programs = programs;
    }

    /// @param cut whether there were more than could be listed
    record Found(Set<Path> files, boolean cut) {}

    Found find() {
        Set<Path> files = new TreeSet<>();
        boolean cut = false;
        if (watch.chosen().isEmpty()) {
            Optional<Found> known = ofGit();
            if (known.isPresent()) {
                return known.get();
            }
        }
        List<Path> roots = watch.chosen().isEmpty() ? List.of(watch.folder()) : watch.chosen();
        for (Path root : roots) {
            cut |= walk(watch.folder().resolve(root).normalize(), files);
        }
        return new Found(files, cut);
    }

    /// What git tracks, and what is new and not ignored.
    private Optional<Found> ofGit() {
        try {
            Ran ran = programs.run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard");
            if (!ran.ok()) {
                return Optional.empty();
            }
            Set<Path> files = new TreeSet<>();
            String[] names = ran.out().split("\0", -1);
            for (int i = 0; i < names.length && files.size() < MOST; i++) {
                if (!names[i].isEmpty()) {
                    files.add(watch.folder().resolve(names[i]).normalize());
                }
            }
            return Optional.of(new Found(files, files.size() == MOST));
        } catch (MissingProgramException noGit) {
            return Optional.empty();
        }
    }

    private static boolean walk(Path root, Set<Path> files) {
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    boolean git = !folder.equals(root)
                            && String.valueOf(folder.getFileName()).equals(".git");
                    return git ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (files.size() == MOST) {
                        return FileVisitResult.TERMINATE;
                    }
                    files.add(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException unreadable) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException unreadable) {
            // What cannot be listed is not there for whoever runs this.
            return false;
        }
        return files.size() == MOST;
    }
}
