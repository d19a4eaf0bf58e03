package dev.waymark.api.operations;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/// Which release this is, as the build wrote it down.
@Singleton
final class Release {
    private final Properties properties = new Properties();

    Release() throws IOException {
        try (InputStream in = Release.class.getResourceAsStream("/waymark-release.properties")) {
            properties.load(in);
        }
    }

    String version() {
        return properties.getProperty("version");
    }

    /// The number of the newest migration that the operations rely on.
    int schemaVersion() {
        return Integer.parseInt(properties.getProperty("schema_version"));
    }
}
