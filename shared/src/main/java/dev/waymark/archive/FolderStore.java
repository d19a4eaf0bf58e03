package dev.waymark.archive;

import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Objects as files of a folder, which is made when the first one comes.
///
/// A file gets its name once all of it is on the disk: it is written beside under a name that no
/// key has, and linked.
public final class FolderStore implements ObjectStore {
    private static final Logger LOG = LoggerFactory.getLogger(FolderStore.class);

    /// No list shows it: a file of this ending is not finished, or its writer has died.
    private static final String UNFINISHED = ".~";

    private static final int LISTED = 1_000;

    private final Path folder;

    public FolderStore(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    @Override
    public boolean put(String key, byte[] object) {
        Path file = file(key);
        try {
            Path parent = Files.createDirectories(parent(file));
            Path written = parent.resolve(UUID.randomUUID() + UNFINISHED);
            try {
                write(written, object);
                // fails where the name is taken, whoever takes it at the same moment
                Files.createLink(file, written);
            } finally {
                Files.deleteIfExists(written);
            }
            force(parent);
            return true;
        } catch (FileAlreadyExistsException taken) {
            return false;
        } catch (IOException e) {
            throw failed("write", key, e);
        }
    }

    @Override
    public Optional<byte[]> get(String key) {
        try {
            return Optional.of(Files.readAllBytes(file(key)));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        } catch (IOException e) {
            throw failed("read", key, e);
        }
    }

    @Override
    public void delete(String key) {
        Path file = file(key);
        try {
            if (Files.deleteIfExists(file)) {
                force(parent(file));
            }
        } catch (IOException e) {
            throw failed("delete", key, e);
        }
    }

    @Override
    public List<String> list(String below) {
        Path start = file(below);
        if (!Files.isDirectory(start)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(start)) {
            return files.filter(file ->
                            Files.isRegularFile(file) && !file.toString().endsWith(UNFINISHED))
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .limit(LISTED)
                    .toList();
        } catch (IOException e) {
            throw failed("list", below, e);
        }
    }

    private Path file(String key) {
        return folder.resolve(ObjectKey.checked(key));
    }

    private Path parent(Path file) {
        Path parent = file.getParent();
        return parent == null ? folder : parent;
    }

    private static void write(Path file, byte[] object) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
            ByteBuffer rest = ByteBuffer.wrap(object);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
    }

    /// Brings a new or a deleted name to the disk; a file system that opens no folders does so by
    /// itself.
    private static void force(Path parent) {
        try (FileChannel channel = FileChannel.open(parent, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            LOG.debug("{} is not forced", parent, e);
        }
    }

    private static ProblemException failed(String what, String key, IOException e) {
        LOG.error("cannot {} {}", what, key, e);
        return ProblemException.of(ProblemType.UNAVAILABLE, "the store of archives cannot " + what + " now; try again");
    }
}
