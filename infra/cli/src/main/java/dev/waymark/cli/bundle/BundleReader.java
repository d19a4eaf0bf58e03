package dev.waymark.cli.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.luben.zstd.ZstdInputStream;
import dev.waymark.cli.api.Json;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads a bundle from a file.
public final class BundleReader {
    private final Path file;

    public BundleReader(Path file) {
        this.file = file;
    }

    /// A bundle that is whole.
    ///
    /// @param lines how many there are between the first and the last
    public record Whole(BundleHead head, long lines) {}

    /// Reads the whole file and compares it with what its last line says.
    ///
    /// @throws UnreadableBundleException for what is no bundle, or not the whole of one
    public Whole verify() throws IOException {
        MessageDigest sha256 = BundleWriter.sha256();
        var walk = new Walk();
        walk.run(line -> sha256.update((line + "\n").getBytes(StandardCharsets.UTF_8)));
        JsonNode end = walk.end;
        BundleHead head = walk.head;
        if (head == null || end == null || walk.lines != end.path("lines").asLong()) {
            throw new UnreadableBundleException("it was cut off: its last line is missing");
        }
        if (!HexFormat.of().formatHex(sha256.digest()).equals(end.path("sha256").asText())) {
            throw new UnreadableBundleException("it is not what was written: its SHA-256 differs");
        }
        return new Whole(head, walk.lines);
    }

    /// Hands over each line between the first and the last.
    public void forEach(Consumer<String> taker) throws IOException {
        var walk = new Walk();
        walk.run(line -> {
            if (walk.lines > 0) {
                taker.accept(line);
            }
        });
    }

    private final class Walk {
        private @Nullable BundleHead head;
        private @Nullable JsonNode end;
        private long lines;

        void run(Consumer<String> taker) throws IOException {
            try (var reader = new BufferedReader(new InputStreamReader(
                    new ZstdInputStream(new BufferedInputStream(Files.newInputStream(file))),
                    StandardCharsets.UTF_8))) {
                for (String line = reader.readLine(); line != null && end == null; line = reader.readLine()) {
                    take(line, taker);
                }
            } catch (UncheckedIOException | com.github.luben.zstd.ZstdIOException unreadable) {
                throw new UnreadableBundleException("it is no bundle of Waymark", unreadable);
            } catch (java.io.EOFException cut) {
                throw new UnreadableBundleException("it was cut off", cut);
            }
        }

        private void take(String line, Consumer<String> taker) {
            if (head == null) {
                head = BundleHead.of(Json.read(line));
            } else if (line.startsWith("{\"end\":")) {
                end = Json.read(line);
                return;
            } else {
                lines++;
            }
            taker.accept(line);
        }
    }
}
