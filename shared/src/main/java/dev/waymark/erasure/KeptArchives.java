package dev.waymark.erasure;

import dev.waymark.archive.Archiving;
import jakarta.inject.Singleton;

/// The archives that there are.
@Singleton
final class KeptArchives implements ArchivesToErase {
    private final Archiving archiving;

    KeptArchives(Archiving archiving) {
        this.archiving = archiving;
    }

    @Override
    public int forget(String userId) {
        return archiving.forget(userId);
    }

    @Override
    public int deleteAll() {
        return archiving.deleteAll();
    }
}
