package dev.waymark.encryption;

import java.util.HexFormat;
import java.util.UUID;

/// A data key as it stands in the database, wrapped by a key file.
public record WrappedKey(String hex, String wrappedBy) {
    public static WrappedKey of(UUID tenant, UUID key, String keyFile) {
        var file = new LocalKeyFile(keyFile);
        byte[] wrapped = file.wrap(DataKey.generated(), DataKeys.context(tenant, key));
        return new WrappedKey(HexFormat.of().formatHex(wrapped), file.name());
    }
}
