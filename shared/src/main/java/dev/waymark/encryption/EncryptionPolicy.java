package dev.waymark.encryption;

import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a tenant encrypts, and with which key.
///
/// @param primaryKey null where nothing is encrypted
public record EncryptionPolicy(@Nullable UUID primaryKey, Set<EncryptedField> fields) {
    /// Nothing is encrypted.
    public static final EncryptionPolicy NONE = new EncryptionPolicy(null, Set.of());

    /// Reads what `encryption_policy()` answers: `<key>:<field>,<field>`, empty for nothing. A
    /// field that this release does not know is left out.
    public static EncryptionPolicy of(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            return NONE;
        }
        Set<EncryptedField> fields = EnumSet.noneOf(EncryptedField.class);
        for (String name : text.substring(colon + 1).split(",", -1)) {
            EncryptedField.named(name).ifPresent(fields::add);
        }
        return new EncryptionPolicy(UUID.fromString(text.substring(0, colon)), Set.copyOf(fields));
    }

    /// The key that this field is encrypted with; null where it is not.
    public @Nullable UUID keyFor(EncryptedField field) {
        return fields.contains(field) ? primaryKey : null;
    }
}
