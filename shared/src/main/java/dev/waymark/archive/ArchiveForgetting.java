package dev.waymark.archive;

import dev.waymark.json.StrictJson;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Takes end users out of archives.
@Singleton
final class ArchiveForgetting {
    /// A sweep that clears up may take the new archive away while it is being written: then once
    /// more.
    private static final int TRIES = 3;

    private final ArchiveFiles files;
    private final ArchiveRepository archives;

    ArchiveForgetting(ArchiveFiles files, ArchiveRepository archives) {
        this.files = files;
        this.archives = archives;
    }

    /// See [Archiving#forget].
    int forget(String userId) {
        int changed = 0;
        for (ArchiveMark archive : archives.ofUser(userId)) {
            changed += forget(archive, userId);
        }
        return changed;
    }

    private int forget(ArchiveMark archive, String userId) {
        switch (archive.status()) {
            case "writing", "discarded" -> files.discard(archive.id());
            case "kept" -> {
                if (!archive.shared() || !rewritten(archive.id(), userId)) {
                    return files.erase(archive.id()) ? 1 : 0;
                }
            }
            default -> files.erase(archive.id());
        }
        return 1;
    }

    /// Writes the archive anew without the user.
    ///
    /// @return false where nothing would be left of it
    private boolean rewritten(UUID id, String userId) {
        for (int tries = 1; ; tries++) {
            ArchiveRow row = archives.findById(id)
                    .orElseThrow(() -> ProblemException.of(ProblemType.NOT_FOUND, "there is no such archive"));
            if (!row.status().equals("kept")) {
                files.erase(id);
                return true;
            }
            List<String> lines =
                    new UserLines(userId).removedFrom(files.open(row).lines());
            if (lines.isEmpty()) {
                return false;
            }
            List<String> others = new ArrayList<>();
            StrictJson.read(row.userIds()).values().forEach(user -> others.add(user.getStringValue()));
            others.remove(userId);
            WrittenArchive written = files.write(row.kind(), ArchiveObject.of(lines), row.fromAt(), row.toAt(), others);
            try {
                files.replace(id, written);
                return true;
            } catch (RuntimeException e) {
                files.discard(written.id());
                if (tries == TRIES) {
                    throw e;
                }
            }
        }
    }
}
