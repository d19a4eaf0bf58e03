package dev.waymark.cli.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.luben.zstd.ZstdInputStream;
import dev.waymark.cli.api.PathName;
import dev.waymark.cli.api.WaymarkClient;
import dev.waymark.cli.ledger.Progress;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/// Writes a project or an agent to a file; the key needs the scope `admin`. The file is there
/// once it is whole.
public final class BundleExporter {
    private static final int ATTEMPTS = 3;

    private final WaymarkClient client;
    private final Progress progress;

    public BundleExporter(WaymarkClient client, Progress progress) {
        this.client = client;
        this.progress = progress;
    }

    /// Exports it as it stands: begins again when it changes meanwhile.
    ///
    /// @param path of the bundle
    /// @return how many lines
    /// @throws UnreadableBundleException when it changes all the time
    public long export(String path, Path file) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
                long lines = write(path, part);
                if (lines >= 0) {
                    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
                    return lines;
                }
            }
        } finally {
            Files.deleteIfExists(part);
        }
        throw new UnreadableBundleException("it is being written to: export it when nobody does");
    }

    /// How many lines; less than none where it has changed meanwhile.
    private long write(String path, Path part) throws IOException {
        JsonNode page = client.get(path);
        String mark = page.path("mark").asText();
        var head = new BundleHead(
                page.path("kind").asText(),
                page.path("id").asText(),
                page.path("name").asText());
        int lines = 0;
        try (var writer = new BundleWriter(Files.newOutputStream(part), head)) {
            while (true) {
                for (Iterator<String> each = lines(page); each.hasNext(); lines++) {
                    writer.add(each.next());
                }
                progress.at(lines, lines);
                String next = next(page);
                if (next == null) {
                    break;
                }
                page = client.get(path + "?cursor=" + PathName.encodeQuery(next));
            }
            // what changed while the last page was made shows in the mark after it
            boolean same = page.path("mark").asText().equals(mark)
                    && client.get(path).path("mark").asText().equals(mark);
            return same ? writer.finish() : -1;
        }
    }

    private static @Nullable String next(JsonNode page) {
        return page.hasNonNull("next_cursor") ? page.path("next_cursor").asText() : null;
    }

    private static Iterator<String> lines(JsonNode page) throws IOException {
        byte[] packed = Base64.getDecoder().decode(page.path("lines").asText());
        try (var stream = new ZstdInputStream(new ByteArrayInputStream(packed))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .iterator();
        }
    }
}
