package dev.waymark.cli.machine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.cli.api.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// One file as it is now.
///
/// @param digested whether its content was read
/// @param link whether it is a symbolic link, of which the target is told and nothing read
record FileState(boolean there, boolean digested, boolean link, long sizeBytes, ObjectNode json) {
    /// A larger file is known by size and time.
    static final long LARGEST_BYTES = 16L * 1024 * 1024;

    private static final FileState ABSENT = new FileState(false, false, false, 0, Json.object());

    /// @param budgetBytes how much may be read of it
    static FileState of(Path file, long budgetBytes) {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isSymbolicLink()) {
                ObjectNode target =
                        Json.object().put("target", Files.readSymbolicLink(file).toString());
                return new FileState(true, false, true, 0, target);
            }
            if (attributes.isDirectory()) {
                return ABSENT;
            }
            ObjectNode json = Json.object().put("size_bytes", attributes.size()).put("mode", mode(file));
            boolean digested = attributes.isRegularFile()
                    && attributes.size() <= Math.min(LARGEST_BYTES, budgetBytes)
                    && digest(file, json);
            if (!digested) {
                json.put(
                        "modified_at", attributes.lastModifiedTime().toInstant().toString());
            }
            return new FileState(true, digested, false, attributes.size(), json);
        } catch (IOException gone) {
            return ABSENT;
        }
    }

    private static boolean digest(Path file, ObjectNode json) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            try (InputStream stream = new DigestInputStream(Files.newInputStream(file), sha256)) {
                stream.transferTo(OutputStream.nullOutputStream());
            }
            json.put("sha256", HexFormat.of().formatHex(sha256.digest()));
            return true;
        } catch (IOException unreadable) {
            return false;
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    private static String mode(Path file) throws IOException {
        try {
            Object mode = Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            return mode instanceof Integer bits ? String.format("%04o", bits & 07777) : "";
        } catch (UnsupportedOperationException noUnix) {
            // a file system without modes: told as none, as a collector tells what it cannot see
            return "";
        }
    }
}
