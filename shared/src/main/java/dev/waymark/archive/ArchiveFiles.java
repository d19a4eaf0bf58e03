package dev.waymark.archive;

import dev.waymark.body.BodyWriter;
import dev.waymark.caller.Call;
import dev.waymark.id.Ids;
import dev.waymark.json.Digest;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/// The objects of the caller's tenant, each with its row.
@Singleton
final class ArchiveFiles {
    private final ArchiveRepository archives;
    private final ObjectStore store;
    private final BodyWriter writer;
    private final Ids ids;
    private final Clock clock;

    ArchiveFiles(ArchiveRepository archives, ObjectStore store, BodyWriter writer, Ids ids, Clock clock) {
        this.archives = archives;
        this.store = store;
        this.writer = writer;
        this.ids = ids;
        this.clock = clock;
    }

    ArchiveFiles on(ObjectStore other) {
        return new ArchiveFiles(archives, other, writer, ids, clock);
    }

    /// Writes an object and reads it back; see [Archiving#write].
    WrittenArchive write(String kind, ArchiveObject object, Instant from, Instant to, List<String> userIds) {
        byte[] packed = object.packed();
        UUID id = ids.next();
        Instant at = clock.instant();
        var written = new WrittenArchive(
                id,
                kind,
                key(kind, id, at),
                object.rows(),
                packed.length,
                Digest.of(packed).hex(),
                from,
                to);
        begin(written, object, userIds, at);
        // false where an answer was lost and the store asked twice: nobody else knows the key, and reading
        // back tells whether all of it is there
        store.put(written.objectKey(), packed);
        prove(written, object);
        return written;
    }

    private void prove(WrittenArchive written, ArchiveObject object) {
        byte[] packed = stored(written.id(), written.objectKey());
        try {
            object.requireIn(packed, written.sha256());
        } catch (DamagedObjectException e) {
            throw damaged(written.id(), String.valueOf(e.getMessage()));
        }
    }

    private void begin(WrittenArchive written, ArchiveObject object, List<String> userIds, Instant at) {
        var row = new ArchiveToStore(
                written.id(),
                written.kind(),
                written.objectKey(),
                written.rows(),
                written.sizeBytes(),
                written.sha256(),
                object.tables(),
                userIds,
                written.fromAt(),
                written.toAt(),
                at);
        archives.begin(new String(writer.write(row), StandardCharsets.UTF_8));
    }

    /// Reads the object of a kept archive and proves that it is what was written.
    ///
    /// @throws ProblemException 500 `integrity-error` naming the archive, when it is absent or
    ///     damaged
    ArchiveObject open(ArchiveRow row) {
        if (row.sha256() == null) {
            throw ProblemException.of(ProblemType.GONE, "the archive has been erased");
        }
        return open(row.id(), row.objectKey(), row.sha256(), row.rows());
    }

    private byte[] stored(UUID id, String key) {
        if (!key.startsWith(tenant() + "/")) {
            throw damaged(id, "it is not this tenant's");
        }
        return store.get(key).orElseThrow(() -> damaged(id, "it is not in the store"));
    }

    private ArchiveObject open(UUID id, String key, String sha256, long rows) {
        byte[] packed = stored(id, key);
        try {
            return ArchiveObject.open(packed, sha256, rows);
        } catch (DamagedObjectException e) {
            throw damaged(id, String.valueOf(e.getMessage()));
        }
    }

    private static ProblemException damaged(UUID id, String how) {
        return ProblemException.of(
                ProblemType.INTEGRITY_ERROR, "the object of archive %s is damaged: %s".formatted(id, how));
    }

    /// Deletes the object of an archive that will not be finished, then its row; nothing for one
    /// that was.
    void discard(UUID id) {
        String key = archives.discard(id);
        if (!key.isEmpty()) {
            delete(id, key);
        }
    }

    /// Deletes the object of an archive, and keeps its row as the fact.
    ///
    /// @return false for an archive that is not kept
    boolean erase(UUID id) {
        String key = archives.erase(id);
        if (!key.isEmpty()) {
            delete(id, key);
        }
        return !key.isEmpty();
    }

    /// Puts a written archive in the place of one that is erased.
    void replace(UUID old, WrittenArchive by) {
        String key = archives.replace(old, by.id(), by.rows(), by.sizeBytes(), by.sha256(), by.fromAt(), by.toAt());
        if (!key.isEmpty()) {
            delete(old, key);
        }
    }

    private void delete(UUID id, String key) {
        store.delete(key);
        archives.forget(id, clock.instant());
    }

    /// Deletes every object of the tenant, its rows regardless.
    int deleteAll() {
        int deleted = 0;
        List<String> some = store.list(tenant().toString());
        while (!some.isEmpty()) {
            some.forEach(store::delete);
            deleted += some.size();
            some = store.list(tenant().toString());
        }
        return deleted;
    }

    private static String key(String kind, UUID id, Instant at) {
        return "%s/%s/%tY/%<tm/%s.ndjson.zst".formatted(tenant(), kind, at.atZone(ZoneOffset.UTC), id);
    }

    private static UUID tenant() {
        Call call = Call.current();
        if (call == null) {
            throw new IllegalStateException("archives belong to a tenant, and nobody calls");
        }
        return call.caller().tenantId();
    }
}
