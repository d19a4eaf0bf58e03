package dev.waymark.cli.bundle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.luben.zstd.ZstdOutputStream;
import dev.waymark.cli.api.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Writes a bundle, each document and each pack once.
final class BundleWriter implements AutoCloseable {
    private final OutputStream out;
    private final MessageDigest sha256 = sha256();
    private final Map<String, Long> tables = new TreeMap<>();
    private final Set<String> shared = new HashSet<>();
    private long lines;

    BundleWriter(OutputStream out, BundleHead head) throws IOException {
        this.out = new ZstdOutputStream(out);
        write(head.line());
    }

    void add(String line) throws IOException {
        String table = BundleLine.table(line);
        if (BundleLine.isShared(table)
                && !shared.add(HexFormat.of().formatHex(sha256().digest(line.getBytes(StandardCharsets.UTF_8))))) {
            return;
        }
        tables.merge(table, 1L, Long::sum);
        lines++;
        write(line);
    }

    /// Writes the last line; without it the bundle is none.
    long finish() throws IOException {
        ObjectNode end = Json.object().put("end", true).put("lines", lines);
        ObjectNode counts = end.putObject("tables");
        tables.forEach(counts::put);
        end.put("sha256", HexFormat.of().formatHex(sha256.digest()));
        out.write((Json.compact(end) + "\n").getBytes(StandardCharsets.UTF_8));
        return lines;
    }

    private void write(String line) throws IOException {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        sha256.update(bytes);
        out.write(bytes);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
