package dev.waymark.archive;

import dev.waymark.document.ResultCipher;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import jakarta.inject.Singleton;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/// Reads results of steps in the archives that they left for, and leaves them there.
@Singleton
public final class ArchivedResults {
    private final ArchiveFiles files;
    private final ArchiveRepository archives;
    private final ResultCipher results;

    ArchivedResults(ArchiveFiles files, ArchiveRepository archives, ResultCipher results) {
        this.files = files;
        this.archives = archives;
        this.results = results;
    }

    /// The result of a step as canonical JSON; nothing for a key that does not see archives, and
    /// where storage has to bring the object up first, which this call begins.
    ///
    /// @throws ProblemException 500 `integrity-error` naming the archive when its object is absent,
    ///     damaged or without this result
    public Optional<byte[]> of(UUID archive, UUID step) {
        return archives.findById(archive).flatMap(row -> read(row, step));
    }

    private Optional<byte[]> read(ArchiveRow row, UUID step) {
        try {
            return Optional.of(files.open(row).lines().stream()
                    .filter(line -> line.contains(step.toString()))
                    .map(ArchivedRow::of)
                    .filter(line -> line.table().equals("command_steps")
                            && step.toString().equals(line.names().get("id")))
                    .map(line -> line.names().get("execution_result"))
                    .findFirst()
                    .map(result -> plain(step, result))
                    .orElseThrow(() -> ProblemException.of(
                            ProblemType.INTEGRITY_ERROR,
                            "archive %s does not have the result of step %s".formatted(row.id(), step))));
        } catch (ObjectAsleepException later) {
            return Optional.empty();
        }
    }

    /// What a bytea is that JSON has as hex digits; a result may have been packed or encrypted before
    /// it left.
    private byte[] plain(UUID step, String bytea) {
        return Objects.requireNonNull(results.plain(step, HexFormat.of().parseHex(bytea, 2, bytea.length())));
    }
}
