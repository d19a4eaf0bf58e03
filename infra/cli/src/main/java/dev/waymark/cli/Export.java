package dev.waymark.cli;

import dev.waymark.cli.api.Json;
import dev.waymark.cli.api.WaymarkClient;
import dev.waymark.cli.bundle.BundleExporter;
import dev.waymark.cli.bundle.UnreadableBundleException;
import dev.waymark.cli.print.Figures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ExitCode;

/// Writing a bundle, whatever it is of.
///
/// @param path of the bundle
record Export(String kind, String name, String path) {
    int run(Session session, @Nullable Path given, boolean json) throws IOException {
        Path file = given == null ? Path.of(kind + "-" + name.replaceAll("[^\\w.-]", "_") + ".bundle.zst") : given;
        long lines;
        try (WaymarkClient client = session.connect()) {
            lines = Bar.during(session, name, " rows", progress -> {
                try {
                    return new BundleExporter(client, progress).export(path, file);
                } catch (IOException unwritable) {
                    throw new UncheckedIOException(unwritable);
                }
            });
        } catch (UncheckedIOException unwritable) {
            throw unwritable.getCause();
        } catch (UnreadableBundleException changing) {
            session.err().println(kind + " " + name + ": not exported: " + changing.getMessage());
            return ExitCode.SOFTWARE;
        }
        long bytes = Files.size(file);
        if (json) {
            session.out()
                    .println(Json.pretty(Json.object()
                            .put("file", file.toString())
                            .put("lines", lines)
                            .put("size_bytes", bytes)));
            return ExitCode.OK;
        }
        session.out()
                .println("%s %s: %s in %s, %,d bytes"
                        .formatted(kind, name, Figures.counted(lines, "line"), file, bytes));
        return ExitCode.OK;
    }
}
