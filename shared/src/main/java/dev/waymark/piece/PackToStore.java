package dev.waymark.piece;

import io.micronaut.core.annotation.Introspected;
import java.io.ByteArrayOutputStream;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/// One new pack as `put_packs()` takes it: how long its parts are, which come beside.
@Introspected
public record PackToStore(
        UUID id, int basesBytes, int dictionaryBytes, int directoryBytes, int contentBytes, int bodyBytes) {

    /// In the order of ids, so that two writers of the same packs never wait for each other in a circle.
    public static List<StoredPack> ordered(List<StoredPack> packs) {
        return packs.stream()
                .sorted(Comparator.comparing(pack -> pack.id().toString()))
                .toList();
    }

    public static PackToStore of(StoredPack pack) {
        return new PackToStore(
                pack.id(),
                pack.bases().length,
                pack.dictionary().length,
                pack.directory().length,
                pack.contentBytes(),
                pack.body().length);
    }

    /// The parts of all packs, one after the other.
    public static byte[] content(List<StoredPack> packs) {
        var content = new ByteArrayOutputStream();
        for (StoredPack pack : packs) {
            content.writeBytes(pack.bases());
            content.writeBytes(pack.dictionary());
            content.writeBytes(pack.directory());
            content.writeBytes(pack.body());
        }
        return content.toByteArray();
    }
}
