package dev.waymark.piece;

import com.github.luben.zstd.ZstdException;
import dev.waymark.json.Digest;
import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/// Pieces that were stored together, unpacked. Its content never changes; nobody may change the arrays.
///
/// @param bases see [StoredPack#bases()]; a pack with bases is nobody's base
/// @param dictionary the pieces of the bases that it is packed against
@SuppressWarnings("ArrayRecordComponent") // shared and never compared
public record Pack(UUID id, List<UUID> bases, List<Run> dictionary, Directory directory, byte[] content) {
    /// About what it takes in memory.
    int weight() {
        return content.length + 24 * directory.size() + 200;
    }

    boolean standsAlone() {
        return bases.isEmpty();
    }

    byte[] piece(int index) {
        return Arrays.copyOfRange(content, directory.start(index), directory.ends()[index]);
    }

    /// Unpacks a pack and checks that it is what its id says.
    ///
    /// @param others finds its bases
    /// @throws ProblemException 500 integrity-error, naming the pack, when it is not
    static Pack open(StoredPack stored, Function<UUID, Pack> others) {
        List<UUID> bases = stored.baseIds();
        try {
            List<Run> runs = bases.isEmpty() ? List.of() : Runs.read(ByteBuffer.wrap(stored.dictionary()));
            byte[] content = Zstandard.unpacked(
                    stored.body(), dictionary(bases.stream().map(others).toList(), runs), stored.contentBytes());
            if (!idOf(stored.bases(), stored.dictionary(), stored.directory(), content)
                    .equals(stored.id())) {
                throw broken(stored.id());
            }
            return new Pack(stored.id(), bases, runs, Directory.decoded(stored.directory()), content);
        } catch (ZstdException | IndexOutOfBoundsException | java.nio.BufferUnderflowException e) {
            ProblemException problem = broken(stored.id());
            problem.addSuppressed(e);
            throw problem;
        }
    }

    private static ProblemException broken(UUID id) {
        return ProblemException.of(ProblemType.INTEGRITY_ERROR, "pack %s does not match its id".formatted(id));
    }

    /// The content that a dictionary names.
    static byte[] dictionary(List<Pack> bases, List<Run> runs) {
        var content = new ByteArrayOutputStream();
        for (Run run : runs) {
            Pack base = bases.get(run.pack());
            content.write(
                    base.content(),
                    base.directory().start(run.first()),
                    base.directory().bytes(run.first(), run.count()));
        }
        return content.toByteArray();
    }

    static UUID idOf(byte[] bases, byte[] dictionary, byte[] directory, byte[] content) {
        MessageDigest sha256 = Digest.sha256();
        for (byte[] part : List.of(bases, dictionary, directory, content)) {
            sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, part.length));
            sha256.update(part);
        }
        return PieceId.of(sha256).uuid();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Pack pack && id.equals(pack.id);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }
}
