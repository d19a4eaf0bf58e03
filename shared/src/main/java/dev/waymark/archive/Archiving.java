package dev.waymark.archive;

import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// Writes archives of the caller's tenant, checks them and takes them away.
///
/// Taking rows out of the database takes three steps, and dying after any of them neither loses nor
/// doubles a row: [#write] puts and proves the object while the rows stay; the transaction that
/// deletes the rows calls `finish_archive()`; where that is not to be, [#giveUp] or, by whoever
/// comes next, [#clearUnfinished] takes the object away again. An archive that somebody has begun
/// to take away can not be finished any more.
@Singleton
public final class Archiving {
    private final ArchiveFiles files;
    private final ArchiveRepository archives;
    private final ArchiveForgetting forgetting;
    private final ArchiveRestoring restoring;

    Archiving(
            ArchiveFiles files, ArchiveRepository archives, ArchiveForgetting forgetting, ArchiveRestoring restoring) {
        this.files = files;
        this.archives = archives;
        this.forgetting = forgetting;
        this.restoring = restoring;
    }

    /// The same in another store.
    public Archiving on(ObjectStore store) {
        ArchiveFiles others = files.on(store);
        return new Archiving(others, archives, new ArchiveForgetting(others, archives), restoring.on(store));
    }

    /// Writes rows as a new archive, every line of which parses, and reads it back: it has the right
    /// SHA-256, and unpacks to just these lines. The caller finishes it by `finish_archive()` in the
    /// transaction that takes exactly these rows out, or gives it up. Where this fails, what it began
    /// is for [#clearUnfinished].
    ///
    /// @param kind a word of lower-case letters, digits and `_`
    /// @param lines one for each row: `{"table": "<name>", "row": {<row_to_json() of it without
    ///     tenant_id>}}`; the documents and packs that rows refer to come with them
    /// @param from the time of the oldest row
    /// @param to the time of the newest row
    /// @param userIds every end user whom the rows belong to
    /// @throws IllegalArgumentException for no lines, or lines of another shape; nothing is written
    /// @throws ProblemException 503 `unavailable` when the store or the database does not answer,
    ///     500 `integrity-error` when the store gives back something else
    public WrittenArchive write(String kind, List<String> lines, Instant from, Instant to, List<String> userIds) {
        return files.write(kind, ArchiveObject.of(lines), from, to, userIds);
    }

    /// The same of lines that are one text, with a break between any two and none within.
    public WrittenArchive write(String kind, String lines, Instant from, Instant to, List<String> userIds) {
        return files.write(kind, ArchiveObject.of(lines), from, to, userIds);
    }

    /// Takes an archive away that will not be finished; one that was finished stays.
    public void giveUp(WrittenArchive archive) {
        files.discard(archive.id());
    }

    /// Takes away what writers have left behind that died, and ends what erasing and restoring began.
    /// For whoever is alone in writing archives of this tenant: others that are being written cannot
    /// be finished afterwards. An archive that cannot be restored is logged and keeps nobody.
    ///
    /// @return how many there were to take away
    public int clearUnfinished() {
        List<ArchiveMark> unfinished = archives.unfinished();
        for (ArchiveMark archive : unfinished) {
            if (archive.status().equals("erasing")) {
                files.erase(archive.id());
            } else {
                files.discard(archive.id());
            }
        }
        restoring.finish();
        return unfinished.size();
    }

    /// Proves that the object of an archive is there and what was written.
    ///
    /// @throws ProblemException 404 where there is no such archive, 410 once erased, 500
    ///     `integrity-error` naming it when its object is absent or damaged
    /// @throws ObjectAsleepException where the store has to bring it up first
    public void verify(UUID archive) {
        files.open(archives.findById(archive)
                .orElseThrow(() -> ProblemException.of(ProblemType.NOT_FOUND, "there is no such archive")));
    }

    /// Takes an end user out of all archives. One that has only that user's rows is deleted, its
    /// object first; one that has rows of others too is written anew without them and proven,
    /// before the old one is deleted. An archive of the user that is just being written cannot be
    /// finished any more.
    ///
    /// May die anywhere and be called again. A restore that was under way may have put rows back
    /// before: delete the user's rows once more after this.
    ///
    /// @return how many archives were deleted or written anew
    /// @throws ProblemException 500 `integrity-error` for a shared archive whose object is damaged;
    ///     503
    /// @throws ObjectAsleepException where the store has to bring a shared one up first
    public int forget(String userId) {
        return forgetting.forget(userId);
    }

    /// Deletes every object of the tenant, which is about to be deleted itself.
    ///
    /// @return how many there were
    public int deleteAll() {
        return files.deleteAll();
    }
}
