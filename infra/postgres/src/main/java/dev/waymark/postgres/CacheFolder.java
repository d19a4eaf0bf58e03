package dev.waymark.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where unpacked server binaries are kept between runs: a folder of this user, as the operating system's custom has
/// it.
final class CacheFolder {
    private CacheFolder() {}

    /// `WAYMARK_CACHE_DIR` where set; else the user's cache folder.
    static Path ofThisUser() {
        return choose(System.getenv(), System.getProperty("os.name"), Path.of(System.getProperty("user.home")));
    }

    static Path choose(Map<String, String> environment, String system, Path home) {
        @Nullable String chosen = environment.get("WAYMARK_CACHE_DIR");
        if (chosen != null && !chosen.isEmpty()) {
            return Path.of(chosen);
        }
        String name = system.toLowerCase(Locale.ROOT);
        if (name.startsWith("windows")) {
            return home.resolve("AppData").resolve("Local").resolve("waymark");
        }
        if (name.startsWith("mac")) {
            return home.resolve("Library").resolve("Caches").resolve("waymark");
        }
        @Nullable String base = environment.get("XDG_CACHE_HOME");
        Path caches = base == null || base.isEmpty() ? home.resolve(".cache") : Path.of(base);
        return caches.resolve("waymark");
    }

    /// The cache folder where it can be written, else a folder of the given one.
    static Path orInside(Path dataFolder) {
        Path cache = ofThisUser();
        try {
            Files.createDirectories(cache);
            return Files.isWritable(cache) ? cache : dataFolder.resolve("cache");
        } catch (IOException unwritable) {
            // A home that cannot be written (a service account, a container) costs an unpacking per data folder.
            return dataFolder.resolve("cache");
        }
    }
}
