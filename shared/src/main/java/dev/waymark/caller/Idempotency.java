package dev.waymark.caller;

import dev.waymark.json.Digest;

/// What makes two requests the same one.
///
/// @param key over the caller's key, method, path and `Idempotency-Key`
/// @param fingerprint over the canonical body: the same key with another fingerprint is a mistake
public record Idempotency(Digest key, Digest fingerprint) {
    /// As the database function reads it: two hex digests with a colon between.
    public String setting() {
        return key.hex() + ':' + fingerprint.hex();
    }
}
