package dev.waymark.bundle;

import dev.waymark.json.CanonicalJson;
import dev.waymark.json.Digest;
import dev.waymark.piece.Layout;
import dev.waymark.piece.Shelf;
import dev.waymark.piece.StateText;
import dev.waymark.piece.StoredPack;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import dev.waymark.segment.StoredSegment;
import io.micronaut.json.tree.JsonNode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Looks into what the database cannot: packs, what is put together from them, and segments.
final class BundleProof {
    private final Function<String, FramesRow> storedPacks;
    private final Shelf shelf = new Shelf();

    /// @param storedPacks reads packs of earlier pages, by an array as PostgreSQL writes it
    BundleProof(Function<String, FramesRow> storedPacks) {
        this.storedPacks = storedPacks;
    }

    /// Refuses lines of which one is not what its digest says.
    ///
    /// @throws ProblemException 422 that names the line
    void require(BundleLines lines) {
        List<StoredPack> packs = new ArrayList<>();
        each(lines, "packs", row -> packs.add(pack(row)));
        each(lines, "packs", row -> {
            fetch(bases(bytes(row, "bases")));
            shelf.open(packs.stream()
                    .filter(pack -> pack.id().equals(id(row, "id")))
                    .toList());
        });
        each(lines, "packed_documents", row -> {
            byte[] canonical = CanonicalJson.write(state(row).whole().node());
            same(Digest.of(canonical).bytes(), bytes(row, "digest"));
        });
        each(lines, "state_checkpoints", row -> {
            StateText state = state(row);
            state.whole().node();
            same(state.digest().bytes(), bytes(row, "state_digest"));
        });
        each(
                lines,
                "message_segments",
                row -> new StoredSegment(number(row, "content_bytes"), bytes(row, "digest"), bytes(row, "body"))
                        .open(id(row, "conversation_id"), number(row, "first_position")));
    }

    @FunctionalInterface
    private interface Look {
        void at(JsonNode row);
    }

    /// Whatever is wrong with bytes makes reading them fail in some way.
    private static void each(BundleLines lines, String table, Look look) {
        for (int i = 0; i < lines.objects().size(); i++) {
            JsonNode line = lines.objects().get(i);
            if (text(line, "table").equals(table)) {
                try {
                    look.at(member(line, "row"));
                } catch (Unproven
                        | IllegalArgumentException
                        | IndexOutOfBoundsException
                        | java.nio.BufferUnderflowException
                        | ProblemException unproven) {
                    var problem = ProblemException.invalid(FieldError.at(
                            "/lines", "digest", "line %d (%s) is not what its digest says".formatted(i + 1, table)));
                    problem.addSuppressed(unproven);
                    throw problem;
                }
            }
        }
    }

    private StateText state(JsonNode row) {
        List<UUID> packs = new ArrayList<>();
        member(row, "packs").values().forEach(pack -> packs.add(UUID.fromString(pack.getStringValue())));
        fetch(packs);
        return new StateText(Layout.decoded(packs, bytes(row, "layout")), shelf);
    }

    /// Brings packs along that came with an earlier page.
    private void fetch(Collection<UUID> packs) {
        Set<UUID> missing = new LinkedHashSet<>(packs);
        missing.removeIf(shelf::has);
        if (!missing.isEmpty()) {
            byte[] frames = storedPacks
                    .apply(missing.stream().map(UUID::toString).collect(Collectors.joining(",", "{", "}")))
                    .frames();
            if (frames != null) {
                shelf.open(StoredPack.read(frames));
            }
        }
    }

    private static List<UUID> bases(byte[] encoded) {
        ByteBuffer buffer = ByteBuffer.wrap(encoded);
        List<UUID> bases = new ArrayList<>();
        while (buffer.remaining() >= 2 * Long.BYTES) {
            bases.add(new UUID(buffer.getLong(), buffer.getLong()));
        }
        return bases;
    }

    private static StoredPack pack(JsonNode row) {
        return new StoredPack(
                id(row, "id"),
                bytes(row, "bases"),
                bytes(row, "dictionary"),
                bytes(row, "directory"),
                number(row, "content_bytes"),
                bytes(row, "body"));
    }

    private static void same(byte[] computed, byte[] given) {
        if (!java.security.MessageDigest.isEqual(computed, given)) {
            throw new Unproven();
        }
    }

    /// Bytes as PostgreSQL writes them in JSON.
    private static byte[] bytes(JsonNode row, String name) {
        String text = text(row, name);
        if (!text.startsWith("\\x")) {
            throw new Unproven();
        }
        return HexFormat.of().parseHex(text.substring(2));
    }

    private static UUID id(JsonNode row, String name) {
        return UUID.fromString(text(row, name));
    }

    private static int number(JsonNode row, String name) {
        JsonNode value = member(row, name);
        if (!value.isNumber()) {
            throw new Unproven();
        }
        return value.getIntValue();
    }

    private static String text(JsonNode object, String name) {
        JsonNode value = member(object, name);
        if (!value.isString()) {
            throw new Unproven();
        }
        return value.getStringValue();
    }

    private static JsonNode member(JsonNode object, String name) {
        JsonNode value = object.get(name);
        if (value == null) {
            throw new Unproven();
        }
        return value;
    }

    /// A row that is not what it says.
    private static final class Unproven extends RuntimeException {
        private static final long serialVersionUID = 1;
    }
}
