package dev.waymark.cli.bundle;

import java.util.Set;

/// A line of a bundle, which begins with the name of its table.
final class BundleLine {
    private static final String BEGINNING = "{\"table\":\"";
    private static final Set<String> SHARED = Set.of("documents", "packed_documents", "packs");

    private BundleLine() {}

    static String table(String line) {
        int end = line.indexOf('"', BEGINNING.length());
        if (!line.startsWith(BEGINNING) || end < 0) {
            throw new UnreadableBundleException("a line of it does not name its table");
        }
        return line.substring(BEGINNING.length(), end);
    }

    /// Whether many rows need the same line, so that it comes with several pages.
    static boolean isShared(String table) {
        return SHARED.contains(table);
    }
}
