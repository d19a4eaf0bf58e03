package dev.waymark.postgres;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/// The server's programs, unpacked once under the digest of their archive and shared by every run of this user.
final class ServerBinaries {
    private static final int DIGEST_BYTES_IN_NAME = 8;

    private final Path home;

    private ServerBinaries(Path home) {
        this.home = home;
    }

    /// Unpacks the programs for this machine unless they are there. Several processes may ask at once: one unpacks, the
    /// others wait for it.
    static ServerBinaries in(Path cache) {
        try {
            byte[] archive = archive();
            Path home = cache.resolve("postgresql-" + digest(archive));
            if (!Files.isDirectory(home)) {
                unpack(archive, cache, home);
            }
            return new ServerBinaries(home);
        } catch (IOException e) {
            throw new DatabaseStartException(
                    "The PostgreSQL binaries cannot be unpacked into " + cache + ": " + e.getMessage(), e);
        }
    }

    /// The programs of an installation, such as `/usr/lib/postgresql/17`.
    static ServerBinaries installedIn(Path home) {
        return new ServerBinaries(home);
    }

    /// A command line that runs one program. PostgreSQL refuses to run as root, so root runs it in a user namespace in
    /// which it is nobody.
    List<String> command(String program, String... arguments) {
        var command = new ArrayList<String>();
        if (LinuxUtils.isUnshareAvailable()) {
            command.add("unshare");
            command.add("-U");
        }
        command.add(home.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private static byte[] archive() throws IOException {
        String architecture = System.getProperty("os.arch");
        try (InputStream stream = DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(
                system(), "amd64".equals(architecture) ? "x86_64" : architecture)) {
            return stream.readAllBytes();
        } catch (IllegalStateException none) {
            throw new DatabaseStartException(
                    "There are no PostgreSQL binaries for " + system() + " on " + architecture
                            + ": set WAYMARK_JDBC_URL to use a server of your own",
                    none);
        }
    }

    private static String system() {
        String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        if (name.startsWith("windows")) {
            return "Windows";
        }
        return name.startsWith("mac") ? "Darwin" : "Linux";
    }

    private static String digest(byte[] archive) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(archive);
            return HexFormat.of().formatHex(digest, 0, DIGEST_BYTES_IN_NAME);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every JDK has SHA-256", impossible);
        }
    }

    private static void unpack(byte[] archive, Path cache, Path home) throws IOException {
        Files.createDirectories(cache);
        Path lockFile = cache.resolve(home.getFileName() + ".lock");
        // The file lock keeps other processes out, the monitor other threads of this one.
        synchronized (ServerBinaries.class) {
            try (var channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var _ = channel.lock()) {
                if (Files.isDirectory(home)) {
                    return;
                }
                Path unfinished = Files.createTempDirectory(cache, "unfinished-");
                TarArchive.unpack(new ByteArrayInputStream(archive), unfinished);
                Files.move(unfinished, home, StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }
}
