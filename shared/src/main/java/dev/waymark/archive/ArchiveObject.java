package dev.waymark.archive;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import dev.waymark.json.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The lines of an archive, and the object that they are kept as: one JSON object
/// `{"table": "<name>", "row": {…}}` to a line, all of them in one Zstandard frame.
final class ArchiveObject {
    /// Levels above gain little on rows, and the sweep would wait for them.
    private static final int LEVEL = 3;

    /// Far above what a sweep puts into one archive, and what a function's memory still bears.
    private static final long MOST_BYTES = 512L * 1024 * 1024;

    static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final byte[] lines;
    private final Map<String, Long> tables;

    private ArchiveObject(byte[] lines) throws DamagedObjectException {
        this.lines = lines;
        this.tables = counted(lines);
    }

    /// The object of these lines.
    ///
    /// @throws IllegalArgumentException for no lines, and for a line of another shape
    static ArchiveObject of(List<String> lines) {
        var text = new StringBuilder();
        // between members a line break means no more than a space
        lines.forEach(line -> text.append(line.replace('\n', ' ')).append('\n'));
        return whole(text.toString());
    }

    /// The object of lines with a break between any two.
    ///
    /// @throws IllegalArgumentException for no lines, and for a line of another shape
    static ArchiveObject of(String lines) {
        return whole(lines + '\n');
    }

    private static ArchiveObject whole(String lines) {
        try {
            return new ArchiveObject(lines.getBytes(StandardCharsets.UTF_8));
        } catch (DamagedObjectException e) {
            throw new IllegalArgumentException("not the lines of an archive: " + e.getMessage(), e);
        }
    }

    /// Opens what is kept.
    ///
    /// @param sha256 what the archive's row says of it, 64 hex digits
    /// @param rows what the archive's row says of it
    /// @throws DamagedObjectException when it is anything else than what was written
    static ArchiveObject open(byte[] packed, String sha256, long rows) throws DamagedObjectException {
        requireDigest(packed, sha256);
        ArchiveObject object = new ArchiveObject(unpacked(packed));
        if (object.rows() != rows) {
            throw new DamagedObjectException("it has %d rows, not %d".formatted(object.rows(), rows));
        }
        return object;
    }

    /// Sees to it that what is kept is this object.
    ///
    /// @param sha256 of what was put, 64 hex digits
    /// @throws DamagedObjectException when it is anything else
    void requireIn(byte[] packed, String sha256) throws DamagedObjectException {
        requireDigest(packed, sha256);
        if (!Arrays.equals(unpacked(packed), lines)) {
            throw new DamagedObjectException("it unpacks to something else");
        }
    }

    private static void requireDigest(byte[] packed, String sha256) throws DamagedObjectException {
        if (!Digest.of(packed).hex().equals(sha256)) {
            throw new DamagedObjectException("it does not match its SHA-256");
        }
    }

    /// As it is kept.
    byte[] packed() {
        return Zstd.compress(lines, LEVEL);
    }

    /// How many rows of which table.
    Map<String, Long> tables() {
        return tables;
    }

    long rows() {
        return tables.values().stream().mapToLong(Long::longValue).sum();
    }

    List<String> lines() {
        List<String> each = List.of(new String(lines, StandardCharsets.UTF_8).split("\n", -1));
        return each.subList(0, each.size() - 1);
    }

    /// All lines as one JSON array.
    String asArray() {
        byte[] array = new byte[lines.length + 1];
        array[0] = '[';
        for (int i = 0; i < lines.length; i++) {
            array[i + 1] = lines[i] == '\n' ? (byte) ',' : lines[i];
        }
        array[lines.length] = ']';
        return new String(array, StandardCharsets.UTF_8);
    }

    private static byte[] unpacked(byte[] packed) throws DamagedObjectException {
        try {
            long bytes = Zstd.getFrameContentSize(packed);
            if (bytes <= 0 || bytes > MOST_BYTES) {
                throw new DamagedObjectException("it says that it has %d bytes unpacked".formatted(bytes));
            }
            return Zstd.decompress(packed, (int) bytes);
        } catch (ZstdException | IndexOutOfBoundsException e) {
            throw new DamagedObjectException("it cannot be unpacked");
        }
    }

    private static Map<String, Long> counted(byte[] lines) throws DamagedObjectException {
        Map<String, Long> tables = new TreeMap<>();
        int start = 0;
        for (int i = 0; i < lines.length; i++) {
            if (lines[i] == '\n') {
                tables.merge(tableOf(lines, start, i - start), 1L, Long::sum);
                start = i + 1;
            }
        }
        if (start == 0 || start != lines.length) {
            throw new DamagedObjectException("it does not end with a whole line");
        }
        return Map.copyOf(tables);
    }

    /// Reads a line to its end and says which table its row is of.
    private static String tableOf(byte[] lines, int start, int length) throws DamagedObjectException {
        try (JsonParser parser = JSON.createParser(lines, start, length)) {
            require(parser.nextToken() == JsonToken.START_OBJECT);
            require("table".equals(parser.nextFieldName()));
            String table = parser.nextTextValue();
            require("row".equals(parser.nextFieldName()) && parser.nextToken() == JsonToken.START_OBJECT);
            parser.skipChildren();
            require(parser.nextToken() == JsonToken.END_OBJECT && parser.nextToken() == null);
            if (table == null) {
                throw new DamagedObjectException("a line names no table");
            }
            return table;
        } catch (IOException e) {
            // what the parser says quotes the line
            throw new DamagedObjectException("a line cannot be read");
        }
    }

    private static void require(boolean fits) throws DamagedObjectException {
        if (!fits) {
            throw new DamagedObjectException("a line is not of a table and a row");
        }
    }
}
