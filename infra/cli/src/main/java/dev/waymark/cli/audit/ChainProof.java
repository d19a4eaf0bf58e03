package dev.waymark.cli.audit;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Works the hashes of a chain out again, as the comment on `audit_events.hash` tells them.
public final class ChainProof {
    private ChainProof() {}

    /// The first event that does not fit.
    ///
    /// @param index its place in the chain
    /// @param what `edited`, `missing`, `misplaced` or `added`
    public record Flaw(long index, String what, String action) {}

    /// Empty where every event fits, and the last one is the head.
    public static Optional<Flaw> flaw(AuditExport export) {
        String previous = null;
        for (int i = 0; i < export.events().size(); i++) {
            AuditEvent event = export.events().get(i);
            String wrong = wrong(export, i, event, previous);
            if (wrong != null) {
                return Optional.of(new Flaw(i, wrong, event.action()));
            }
            previous = event.hash();
        }
        int events = export.events().size();
        if (events < export.count()) {
            return Optional.of(new Flaw(events, "missing", ""));
        }
        if (!Objects.equals(previous, export.head())) {
            // A tail that was forged whole fits itself, but not the head.
            return Optional.of(new Flaw(
                    Math.max(0, events - 1),
                    "edited",
                    events == 0 ? "" : export.events().getLast().action()));
        }
        return Optional.empty();
    }

    private static @Nullable String wrong(AuditExport export, int place, AuditEvent event, @Nullable String previous) {
        if (place >= export.count()) {
            return "added";
        }
        if (event.index() != place) {
            return event.index() > place && isNowhere(export, place) ? "missing" : "misplaced";
        }
        if (!hash(export.chain(), event).equals(event.hash())) {
            return "edited";
        }
        if (event.detail() != null && !digest(event.detail(), event.salt()).equals(event.detailDigest())) {
            return "edited";
        }
        return Objects.equals(event.previousHash(), previous) ? null : "misplaced";
    }

    private static boolean isNowhere(AuditExport export, long index) {
        return export.events().stream().noneMatch(event -> event.index() == index);
    }

    private static String digest(String detail, @Nullable String salt) {
        return sha256(out -> {
            out.write(bytes(salt));
            out.write(detail.getBytes(StandardCharsets.UTF_8));
        });
    }

    private static String hash(UUID chain, AuditEvent event) {
        return sha256(out -> {
            out.write(bytes(event.previousHash()));
            write(out, chain);
            out.writeLong(event.index());
            out.writeLong(event.occurredAtMicros());
            for (String text : List.of(event.actor(), event.action(), event.subjectType())) {
                byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
                out.writeInt(utf8.length);
                out.write(utf8);
            }
            write(out, event.subject());
            out.write(bytes(event.detailDigest()));
        });
    }

    private static void write(DataOutputStream out, UUID id) throws IOException {
        out.writeLong(id.getMostSignificantBits());
        out.writeLong(id.getLeastSignificantBits());
    }

    /// What is no hex is hashed as it is, and so fits nothing.
    private static byte[] bytes(@Nullable String hex) {
        if (hex == null) {
            return new byte[0];
        }
        boolean readable = hex.matches("([0-9a-f]{2})*");
        return readable ? HexFormat.of().parseHex(hex) : hex.getBytes(StandardCharsets.UTF_8);
    }

    /// Writes what is hashed.
    private interface Content {
        void write(DataOutputStream out) throws IOException;
    }

    private static String sha256(Content content) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            content.write(out);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
