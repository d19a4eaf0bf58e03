package dev.waymark.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What can be chosen about a local gateway.
///
/// @param port where to listen on 127.0.0.1; 0 takes any free one
/// @param template the template.yaml whose routes and functions are served
/// @param dataDirectory where the embedded PostgreSQL keeps its data; made when absent
/// @param jdbcUrl a PostgreSQL to use instead, as a user that may create roles and databases; null starts the embedded
/// one
public record Settings(
        int port,
        Path template,
        Path dataDirectory,
        @Nullable String jdbcUrl) {
    private static final int DEFAULT_PORT = 3000;
    private static final int LARGEST_PORT = 65_535;

    /// Reads `WAYMARK_PORT`, `WAYMARK_DATA_DIR` and `WAYMARK_JDBC_URL`; the data directory is `.waymark` beside the
    /// template where nothing else is said.
    ///
    /// @param root the folder of template.yaml
    /// @throws StartFailure for a port that is none, or where there is no template
    public static Settings from(Map<String, String> environment, Path root) {
        Path template = root.resolve("template.yaml");
        if (!Files.isRegularFile(template)) {
            throw new StartFailure("There is no template.yaml in " + root.toAbsolutePath()
                    + ": start in the folder of the project, or name it with -Dwaymark.root");
        }
        String dataDirectory = environment.getOrDefault("WAYMARK_DATA_DIR", "");
        String jdbcUrl = environment.getOrDefault("WAYMARK_JDBC_URL", "");
        return new Settings(
                port(environment.getOrDefault("WAYMARK_PORT", "")),
                template,
                dataDirectory.isBlank() ? root.resolve(".waymark") : Path.of(dataDirectory),
                jdbcUrl.isBlank() ? null : jdbcUrl);
    }

    private static int port(String text) {
        if (text.isBlank()) {
            return DEFAULT_PORT;
        }
        try {
            int port = Integer.parseInt(text.strip());
            if (port >= 0 && port <= LARGEST_PORT) {
                return port;
            }
        } catch (NumberFormatException notANumber) {
            throw new StartFailure("WAYMARK_PORT is not a port: " + text, notANumber);
        }
        throw new StartFailure("WAYMARK_PORT is not a port: " + text);
    }
}
