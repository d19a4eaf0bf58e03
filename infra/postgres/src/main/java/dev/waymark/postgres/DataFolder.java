package dev.waymark.postgres;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A folder that holds one database server's data, its log and its secret, and belongs to one process at a time.
final class DataFolder implements AutoCloseable {
    private static final int SECRET_BYTES = 32;
    private static final int LOG_LINES_SHOWN = 8;

    private final Path folder;
    private final FileChannel channel;
    private final FileLock lock;

    private DataFolder(Path folder, FileChannel channel, FileLock lock) {
        this.folder = folder;
        this.channel = channel;
        this.lock = lock;
    }

    /// Makes the folder where it is missing and takes it for this process.
    ///
    /// @throws DatabaseStartException when it cannot be written or another process has it
    static DataFolder take(Path folder) {
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder);
                Folders.keepToOwner(folder, "rwx------");
            }
            return lock(folder.toRealPath());
        } catch (IOException e) {
            throw new DatabaseStartException(
                    "The data folder " + folder.toAbsolutePath() + " cannot be written (" + reason(e)
                            + "): choose another with WAYMARK_DATA_DIR",
                    e);
        }
    }

    Path postgres() {
        return folder.resolve("postgresql");
    }

    Path log() {
        return folder.resolve("server.log");
    }

    Path path() {
        return folder;
    }

    /// The secret from which the server's passwords are derived; made at first use.
    String secret() throws IOException {
        Path file = folder.resolve("secret");
        if (!Files.exists(file)) {
            byte[] bytes = new byte[SECRET_BYTES];
            new SecureRandom().nextBytes(bytes);
            Path unfinished = folder.resolve("secret.new");
            Folders.writePrivately(unfinished, HexFormat.of().formatHex(bytes));
            Files.move(unfinished, file);
        }
        return Files.readString(file, StandardCharsets.US_ASCII).strip();
    }

    /// The end of the server's log, each line indented on a line of its own; empty where there is none.
    String endOfLog() {
        try {
            List<String> lines = Files.readAllLines(log(), StandardCharsets.UTF_8);
            List<String> last = lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size());
            return last.isEmpty() ? "" : "\n  " + String.join("\n  ", last);
        } catch (IOException unreadable) {
            return "";
        }
    }

    /// Gives the folder back.
    @Override
    public void close() {
        try {
            lock.release();
            channel.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("The lock of " + folder + " cannot be released", e);
        }
    }

    private static DataFolder lock(Path folder) throws IOException {
        var channel = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        @Nullable FileLock lock = tryLock(channel);
        if (lock == null) {
            channel.close();
            throw new DatabaseStartException("Another Waymark already uses the data folder " + folder
                    + ": stop it, or choose another folder with WAYMARK_DATA_DIR");
        }
        return new DataFolder(folder, channel, lock);
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    private static String reason(IOException e) {
        if (e instanceof FileSystemException named && named.getReason() != null) {
            return named.getReason();
        }
        return e.getClass().getSimpleName().replace("Exception", "");
    }
}
