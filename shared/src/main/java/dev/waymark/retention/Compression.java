package dev.waymark.retention;

import dev.waymark.body.BodyWriter;
import dev.waymark.document.ResultCipher;
import dev.waymark.encryption.FieldWriter;
import io.micronaut.core.annotation.Introspected;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/// Packs the results of steps that ended long ago. They stay where they are, and read as before.
@Singleton
final class Compression {
    private static final long BYTES_A_TIME = 8L * 1024 * 1024;

    private final SweepRepository rows;
    private final BodyWriter writer;
    private final ResultCipher results;

    Compression(SweepRepository rows, BodyWriter writer, ResultCipher results) {
        this.rows = rows;
        this.writer = writer;
        this.results = results;
    }

    /// What `sweep_compressed()` takes.
    @Introspected
    record ToStore(List<UUID> anchors, List<Packed> results) {}

    /// A result that takes the place of what it was packed from.
    ///
    /// @param witness what the step must still have
    /// @param result base64
    @Introspected
    record Packed(UUID id, String witness, String result, int plainBytes) {
        /// What packing makes no smaller stays as it is, and is marked as done.
        static Packed of(DueResult due, ResultCipher results, FieldWriter writing) {
            UUID id = DueBatch.present(due.id());
            ResultCipher.Packed packed = results.packed(id, DueBatch.present(due.result()), writing);
            return new Packed(
                    id,
                    DueBatch.present(due.witness()),
                    Base64.getEncoder().encodeToString(packed.stored()),
                    packed.plainBytes());
        }
    }

    /// False when the time was up before all were packed.
    boolean compress(HeldRun run, int days, int rowsATime, Until until) {
        Place place = Place.START;
        while (!until.isOver()) {
            List<DueResult> batch = rows.plainResults(
                    run.id(), run.fencingToken(), days, place.at(), place.id(), place.past(), rowsATime, BYTES_A_TIME);
            if (batch.isEmpty()) {
                return true;
            }
            FieldWriter writing =
                    results.asWritten(batch.stream().map(DueResult::result).filter(Objects::nonNull));
            var packed = new ToStore(
                    batch.stream().map(DueResult::anchorId).distinct().toList(),
                    batch.stream()
                            .filter(due -> due.id() != null)
                            .map(due -> Packed.of(due, results, writing))
                            .toList());
            long done = rows.compressed(
                    run.id(), run.fencingToken(), new String(writer.write(packed), StandardCharsets.UTF_8));
            place = new Place(batch.getLast().anchorAt(), batch.getLast().anchorId(), done == 0);
        }
        return false;
    }
}
