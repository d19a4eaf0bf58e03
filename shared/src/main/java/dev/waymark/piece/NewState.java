package dev.waymark.piece;

import dev.waymark.json.Digest;
import java.util.List;

/// A state that is to be stored.
///
/// @param digest of the whole state: equal states have equal ones, however they came about. SHA-256 over
///     each section's name, kind and pieces (ADR 0011), not over the canonical JSON, which would have to be
///     read whole for each change
/// @param sizeBytes what its canonical JSON weighs
/// @param packs what is new and has to be stored before it
/// @param shelf everything that reading it needs, the new packs included
public record NewState(Layout layout, Digest digest, long sizeBytes, List<StoredPack> packs, Shelf shelf) {
    /// What storing it adds, without what rows and indexes cost.
    public int storedBytes() {
        return layout.encoded().length
                + PieceId.BYTES * layout.packs().size()
                + packs.stream().mapToInt(StoredPack::storedBytes).sum();
    }
}
