package dev.waymark.aws;

import dev.waymark.archive.FolderStore;
import dev.waymark.archive.ObjectStore;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Property;
import jakarta.inject.Singleton;
import java.nio.file.Path;

/// Makes the store of archives that the settings name, once somebody asks for it.
@Factory
final class ObjectStores {
    private static final String BUCKET = "s3://";

    /// @throws IllegalStateException where none is named
    @Singleton
    ObjectStore store(@Property(name = ArchiveSettings.WHERE, defaultValue = "") String where) {
        if (where.isBlank()) {
            throw new IllegalStateException("WAYMARK_ARCHIVES is not set");
        }
        return where.startsWith(BUCKET)
                ? S3Store.at(where.substring(BUCKET.length()))
                : new FolderStore(Path.of(where));
    }
}
