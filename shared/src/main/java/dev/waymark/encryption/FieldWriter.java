package dev.waymark.encryption;

import dev.waymark.json.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// How one field is written during one call: with a key, or as it is. It stays the same for the
/// whole of the call, whatever settings do meanwhile.
public final class FieldWriter {
    /// Writes everything as it is.
    public static final FieldWriter PLAIN = new FieldWriter(null, new UUID(0, 0));

    /// Begins an encrypted value where write functions take text; see `stored_bytes()`.
    static final String ENCRYPTED = "\u0001";

    private final @Nullable DataKey key;
    private final UUID tenant;

    FieldWriter(@Nullable DataKey key, UUID tenant) {
        this.key = key;
        this.tenant = tenant;
    }

    /// Whether values are encrypted.
    public boolean encrypts() {
        return key != null;
    }

    /// The value as write functions take it.
    public String text(Place place, String plain) {
        return key == null
                ? plain
                : ENCRYPTED
                        + Base64.getEncoder()
                                .encodeToString(key.encrypted(plain.getBytes(StandardCharsets.UTF_8), tenant, place));
    }

    public @Nullable String textOrNull(Place place, @Nullable String plain) {
        return plain == null ? null : text(place, plain);
    }

    /// The value as it is stored.
    public byte[] bytes(Place place, byte[] plain) {
        return key == null ? plain : key.encrypted(plain, tenant, place);
    }

    /// The digest of a value, of which nobody learns by guessing what the value is.
    public Digest digest(Digest digest) {
        return key == null ? digest : key.keyed(digest);
    }
}
