package dev.waymark.migrate;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Which versioned migrations lie on the class path in one folder.
final class ShippedSchema {
    private static final Pattern VERSIONED = Pattern.compile("V(\\d+)__.+\\.sql");

    private ShippedSchema() {}

    /// The newest version number in a folder, or 0 where it holds none.
    static int newestVersion(String folder) {
        return names(folder).stream()
                .map(VERSIONED::matcher)
                .filter(Matcher::matches)
                .mapToInt(match -> Integer.parseInt(match.group(1)))
                .max()
                .orElse(0);
    }

    private static List<String> names(String folder) {
        @Nullable URL place = ShippedSchema.class.getResource("/" + folder);
        if (place == null) {
            return List.of();
        }
        try {
            return "jar".equals(place.getProtocol()) ? namesInJar(place, folder + "/") : namesInFolder(place.toURI());
        } catch (IOException | URISyntaxException e) {
            throw new MigrationException("The migrations cannot be read from the class path", e);
        }
    }

    private static List<String> namesInFolder(URI folder) throws IOException {
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            return files.map(file -> String.valueOf(file.getFileName())).toList();
        }
    }

    private static List<String> namesInJar(URL place, String prefix) throws IOException {
        var connection = (JarURLConnection) place.openConnection();
        connection.setUseCaches(false);
        try (var jar = connection.getJarFile()) {
            return jar.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.startsWith(prefix))
                    .map(name -> name.substring(prefix.length()))
                    .toList();
        }
    }
}
