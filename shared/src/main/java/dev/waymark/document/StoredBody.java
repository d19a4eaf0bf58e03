package dev.waymark.document;

import dev.waymark.json.CanonicalJson;
import dev.waymark.json.StrictJson;
import dev.waymark.piece.Layout;
import dev.waymark.piece.Shelf;
import dev.waymark.piece.StateText;
import dev.waymark.piece.StoredPack;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A document's body as `body_of()` answers it: canonical JSON, or the pieces of a large document.
///
/// @param layout null for JSON
/// @param shelf every pack of the layout
@SuppressWarnings("ArrayRecordComponent") // a body on its way out: never compared, and a copy would buy nothing
public record StoredBody(byte[] bytes, @Nullable Layout layout, Shelf shelf) {
    /// Begins a body in pieces; no JSON begins with it.
    private static final byte PIECES = 0;

    /// Reads what `body_of()` answered.
    ///
    /// @throws dev.waymark.problem.ProblemException 500 integrity-error for a pack that is not what its id says
    public static StoredBody of(byte[] stored) {
        if (!isInPieces(stored)) {
            return new StoredBody(stored, null, new Shelf());
        }
        ByteBuffer from = ByteBuffer.wrap(stored).position(1 + Integer.BYTES);
        byte[] layout = new byte[from.getInt()];
        from.get(layout);
        List<UUID> packs = new ArrayList<>();
        for (int left = from.getInt(); left > 0; left--) {
            packs.add(new UUID(from.getLong(), from.getLong()));
        }
        byte[] frames = new byte[from.remaining()];
        from.get(frames);
        var shelf = new Shelf();
        shelf.open(StoredPack.read(frames));
        return new StoredBody(stored, Layout.decoded(packs, layout), shelf);
    }

    /// The canonical JSON of what `body_of()` answered.
    public static byte[] json(byte[] stored) {
        return of(stored).canonical();
    }

    /// What the canonical JSON weighs, without putting it together.
    public static int sizeBytes(byte[] stored) {
        return isInPieces(stored) ? ByteBuffer.wrap(stored).getInt(1) : stored.length;
    }

    /// The document as canonical JSON.
    byte[] canonical() {
        return layout == null
                ? bytes
                : CanonicalJson.write(
                        StrictJson.read(new StateText(layout, shelf).whole().utf8()));
    }

    private static boolean isInPieces(byte[] stored) {
        return stored.length > 0 && stored[0] == PIECES;
    }
}
