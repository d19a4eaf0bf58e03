package dev.waymark.api.suite;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A chain of audit events, and the proof of it worked out a second time: from the comment on `audit_events.hash`
/// alone, without the database's functions.
///
/// @param head hash of the newest event, as the holder of the chain keeps it; hex
/// @param count how many events there are, as the holder keeps it
record AuditChain(UUID id, List<Event> events, @Nullable String head, long count) {
    /// An event as it is told; bytes in hex, time in microseconds since 1970.
    record Event(
            long index,
            String actor,
            String action,
            String subjectType,
            UUID subject,
            @Nullable String detail,
            @Nullable String salt,
            String detailDigest,
            long occurredAtMicros,
            @Nullable String previousHash,
            String hash) {}

    /// The chain of a command.
    static AuditChain ofCommand(Inspector inspector, UUID command) {
        return of(inspector, "commands", command);
    }

    /// The chain of a row of any table that has chains.
    static AuditChain of(Inspector inspector, String table, UUID command) {
        List<@Nullable String> holder = inspector
                .rows("select encode(audit_head, 'hex'), audit_count from " + table + " where id = ?", command)
                .getFirst();
        List<Event> events = inspector.rows("""
                        select chain_index, actor, action, subject_type, subject_id, detail, encode(detail_salt, 'hex'),
                               encode(detail_digest, 'hex'), (extract(epoch from occurred_at) * 1000000)::bigint,
                               encode(previous_hash, 'hex'), encode(hash, 'hex')
                          from audit_trail
                         where chain_id = ? and tenant_id = (select tenant_id from %s where id = ?)
                         order by chain_index
                        """.formatted(table), command, command).stream()
                .map(AuditChain::event)
                .toList();
        return new AuditChain(command, events, holder.get(0), Long.parseLong(text(holder, 1)));
    }

    private static Event event(List<@Nullable String> row) {
        return new Event(
                Long.parseLong(text(row, 0)),
                text(row, 1),
                text(row, 2),
                text(row, 3),
                UUID.fromString(text(row, 4)),
                row.get(5),
                row.get(6),
                text(row, 7),
                Long.parseLong(text(row, 8)),
                row.get(9),
                text(row, 10));
    }

    private static String text(List<@Nullable String> row, int column) {
        return String.valueOf(row.get(column));
    }

    /// What does not fit, the first of it; null when the chain is whole.
    @Nullable
    String flaw() {
        String previous = null;
        for (int i = 0; i < events.size(); i++) {
            Event event = events.get(i);
            if (event.index() != i) {
                return "event %d is missing".formatted(i);
            }
            if (!java.util.Objects.equals(event.previousHash(), previous)) {
                return "event %d does not follow the one before it".formatted(i);
            }
            if (!hash(event).equals(event.hash())) {
                return "event %d does not have its hash".formatted(i);
            }
            if (event.detail() != null && !digest(event.detail(), event.salt()).equals(event.detailDigest())) {
                return "event %d does not have its detail".formatted(i);
            }
            previous = event.hash();
        }
        return events.size() == count && java.util.Objects.equals(previous, head) ? null : "the tail is cut";
    }

    private static String digest(String detail, @Nullable String salt) {
        return sha256(out -> {
            out.write(bytes(salt));
            out.write(detail.getBytes(StandardCharsets.UTF_8));
        });
    }

    private String hash(Event event) {
        return sha256(out -> {
            out.write(bytes(event.previousHash()));
            write(out, id);
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

    private static byte[] bytes(@Nullable String hex) {
        return hex == null ? new byte[0] : HexFormat.of().parseHex(hex);
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
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
