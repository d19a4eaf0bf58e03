package dev.waymark.document;

import dev.waymark.piece.NewState;
import io.micronaut.core.annotation.Introspected;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/// One large document as `put_packed_documents()` takes it; its new packs come beside.
///
/// @param digest of the canonical JSON, 64 hex digits
/// @param sizeBytes of the canonical JSON
/// @param layout in hex
@Introspected
public record PackedToStore(String digest, long sizeBytes, String layout, List<UUID> packs) {
    static PackedToStore of(String digest, long sizeBytes, NewState pieces) {
        return new PackedToStore(
                digest,
                sizeBytes,
                HexFormat.of().formatHex(pieces.layout().encoded()),
                pieces.layout().packs());
    }
}
