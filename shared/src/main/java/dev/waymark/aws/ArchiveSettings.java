package dev.waymark.aws;

import java.util.Map;

/// Where one function keeps archives, taken from its environment: `WAYMARK_ARCHIVES`, which is
/// `s3://<bucket>`, `s3://<bucket>/<prefix>` or a folder. A function that has nothing to do with
/// archives needs none.
public final class ArchiveSettings {
    static final String WHERE = "waymark.archives";

    private ArchiveSettings() {}

    /// The properties of the store.
    public static Map<String, Object> of(Map<String, String> environment) {
        return Map.of(WHERE, environment.getOrDefault("WAYMARK_ARCHIVES", ""));
    }
}
