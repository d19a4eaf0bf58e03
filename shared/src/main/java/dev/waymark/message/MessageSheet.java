package dev.waymark.message;

import dev.waymark.segment.SheetReader;
import dev.waymark.segment.SheetWriter;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Messages that follow one another as a sheet, and back: every column of their rows, to the
/// microsecond. What follows from the place of a message is not written: its conversation, its
/// position, and what of its id the tag and the position make.
final class MessageSheet {
    // The numbers of columns are in stored segments: none is ever used for anything else.
    private static final int FOREIGN_ID = 1;
    private static final int TAG = 2;
    private static final int ID_AHEAD_MS = 3;
    private static final int CREATED_AT = 4;
    private static final int UPDATED_AFTER = 5;
    private static final int VERSION_NUMBER = 6;
    private static final int SCHEMA_VERSION = 7;
    private static final int SESSION_ID = 8;
    private static final int PARENT_MESSAGE_ID = 9;
    private static final int SENDER_AGENT_ID = 10;
    private static final int STATE_SNAPSHOT_ID = 11;
    private static final int PROMPT_TOKENS = 12;
    private static final int COMPLETION_TOKENS = 13;
    private static final int TOTAL_TOKENS = 14;
    private static final int LATENCY_MS = 15;
    private static final int COST_USD = 16;
    private static final int ROLE = 17;
    private static final int MESSAGE_TYPE = 18;
    private static final int CHANNEL = 19;
    private static final int SENDER_USER_ID = 20;
    private static final int MEMORY_REFS = 21;
    private static final int CHANGED_BY = 22;
    private static final int CHANGE_REASON = 23;
    private static final int CONTENT = 24;
    private static final int TOOLS = 25;
    private static final int METADATA = 26;
    private static final int CONTEXT = 27;
    private static final int AUDIT = 28;

    private final UUID conversation;
    private final int first;
    private final SheetReader sheet;

    /// @param first the position of its first message
    MessageSheet(UUID conversation, int first, SheetReader sheet) {
        this.conversation = conversation;
        this.first = first;
        this.sheet = sheet;
    }

    /// Writes messages that follow one another without a gap.
    ///
    /// @param tag the conversation's
    static byte[] written(long tag, List<MessageRow> rows) {
        var sheet = new SheetWriter(rows.size());
        ids(tag, rows, sheet);
        numbers(sheet, CREATED_AT, rows, row -> micros(row.createdAt()));
        numbers(
                sheet,
                UPDATED_AFTER,
                rows,
                row -> row.updatedAt() == null ? null : micros(row.updatedAt()) - micros(row.createdAt()));
        numbers(sheet, VERSION_NUMBER, rows, row -> (long) row.versionNumber());
        numbers(sheet, SCHEMA_VERSION, rows, row -> (long) row.schemaVersion());
        ids(sheet, SESSION_ID, rows, MessageRow::sessionId);
        ids(sheet, PARENT_MESSAGE_ID, rows, MessageRow::parentMessageId);
        ids(sheet, SENDER_AGENT_ID, rows, MessageRow::senderAgentId);
        ids(sheet, STATE_SNAPSHOT_ID, rows, MessageRow::stateSnapshotId);
        numbers(sheet, PROMPT_TOKENS, rows, MessageRow::promptTokens);
        numbers(sheet, COMPLETION_TOKENS, rows, MessageRow::completionTokens);
        numbers(sheet, TOTAL_TOKENS, rows, MessageRow::totalTokens);
        numbers(sheet, LATENCY_MS, rows, MessageRow::latencyMs);
        texts(
                sheet,
                COST_USD,
                rows,
                row -> row.costUsd() == null ? null : row.costUsd().toString());
        texts(sheet, ROLE, rows, MessageRow::role);
        texts(sheet, MESSAGE_TYPE, rows, MessageRow::messageType);
        texts(sheet, CHANNEL, rows, MessageRow::channel);
        texts(sheet, SENDER_USER_ID, rows, MessageRow::senderUserId);
        texts(sheet, MEMORY_REFS, rows, MessageRow::memoryRefs);
        texts(sheet, CHANGED_BY, rows, MessageRow::changedBy);
        texts(sheet, CHANGE_REASON, rows, MessageRow::changeReason);
        sheet.bytes(CONTENT, rows.stream().map(MessageRow::content).toList());
        sheet.bytes(TOOLS, values(rows, MessageRow::tools));
        texts(sheet, METADATA, rows, MessageRow::metadata);
        texts(sheet, CONTEXT, rows, MessageRow::context);
        texts(sheet, AUDIT, rows, MessageRow::audit);
        return sheet.written();
    }

    private static void ids(long tag, List<MessageRow> rows, SheetWriter sheet) {
        ids(sheet, FOREIGN_ID, rows, row -> MessageId.isOf(row.id(), tag, row.position()) ? null : row.id());
        numbers(sheet, TAG, rows, _ -> tag);
        numbers(
                sheet,
                ID_AHEAD_MS,
                rows,
                row -> MessageId.isOf(row.id(), tag, row.position())
                        ? MessageId.millis(row.id()) - row.createdAt().toEpochMilli()
                        : null);
    }

    /// The position of the message of this id; null when it is none of these.
    @Nullable
    Integer positionOf(UUID id) {
        for (int row = 0; row < sheet.rows(); row++) {
            Instant createdAt = instant(Objects.requireNonNull(sheet.number(CREATED_AT, row)));
            if (id(first + row, row, createdAt).equals(id)) {
                return first + row;
            }
        }
        return null;
    }

    /// The message at this position.
    MessageRow at(int position) {
        int row = position - first;
        Instant createdAt = instant(Objects.requireNonNull(sheet.number(CREATED_AT, row)));
        byte[] content = Objects.requireNonNull(sheet.bytes(CONTENT, row));
        byte @Nullable [] tools = sheet.bytes(TOOLS, row);
        @Nullable String memoryRefs = text(MEMORY_REFS, row);
        @Nullable String context = text(CONTEXT, row);
        @Nullable String metadata = text(METADATA, row);
        @Nullable String audit = text(AUDIT, row);
        @Nullable String cost = text(COST_USD, row);
        @Nullable Long updatedAfter = sheet.number(UPDATED_AFTER, row);
        return new MessageRow(
                id(position, row, createdAt),
                conversation,
                position,
                uuid(SESSION_ID, row),
                uuid(PARENT_MESSAGE_ID, row),
                text(CHANNEL, row),
                text(SENDER_USER_ID, row),
                uuid(SENDER_AGENT_ID, row),
                Objects.requireNonNull(text(ROLE, row)),
                text(MESSAGE_TYPE, row),
                content,
                tools,
                number(SCHEMA_VERSION, row),
                memoryRefs,
                uuid(STATE_SNAPSHOT_ID, row),
                context,
                metadata,
                audit,
                sheet.number(PROMPT_TOKENS, row),
                sheet.number(COMPLETION_TOKENS, row),
                sheet.number(TOTAL_TOKENS, row),
                cost == null ? null : new BigDecimal(cost),
                sheet.number(LATENCY_MS, row),
                number(VERSION_NUMBER, row),
                text(CHANGED_BY, row),
                text(CHANGE_REASON, row),
                createdAt,
                updatedAfter == null ? null : instant(micros(createdAt) + updatedAfter),
                SizeInAnswer.of(content, tools, metadata, context, audit, memoryRefs));
    }

    private UUID id(int position, int row, Instant createdAt) {
        UUID foreign = uuid(FOREIGN_ID, row);
        if (foreign != null) {
            return foreign;
        }
        long millis = createdAt.toEpochMilli() + Objects.requireNonNull(sheet.number(ID_AHEAD_MS, row));
        return MessageId.of(Instant.ofEpochMilli(millis), Objects.requireNonNull(sheet.number(TAG, row)), position);
    }

    private int number(int column, int row) {
        return Math.toIntExact(Objects.requireNonNull(sheet.number(column, row)));
    }

    private @Nullable String text(int column, int row) {
        byte @Nullable [] bytes = sheet.bytes(column, row);
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    private @Nullable UUID uuid(int column, int row) {
        byte @Nullable [] bytes = sheet.bytes(column, row);
        if (bytes == null) {
            return null;
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    private static long micros(Instant at) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, at);
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private static void numbers(
            SheetWriter sheet, int column, List<MessageRow> rows, Function<MessageRow, @Nullable Long> value) {
        sheet.numbers(column, values(rows, value));
    }

    private static void texts(
            SheetWriter sheet, int column, List<MessageRow> rows, Function<MessageRow, @Nullable String> value) {
        sheet.bytes(column, values(rows, row -> {
            @Nullable String text = value.apply(row);
            return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
        }));
    }

    private static void ids(
            SheetWriter sheet, int column, List<MessageRow> rows, Function<MessageRow, @Nullable UUID> value) {
        sheet.bytes(column, values(rows, row -> {
            @Nullable UUID id = value.apply(row);
            return id == null
                    ? null
                    : ByteBuffer.allocate(16)
                            .putLong(id.getMostSignificantBits())
                            .putLong(id.getLeastSignificantBits())
                            .array();
        }));
    }

    private static <T extends @Nullable Object> List<T> values(List<MessageRow> rows, Function<MessageRow, T> value) {
        java.util.ArrayList<T> values = new java.util.ArrayList<>(rows.size());
        rows.forEach(row -> values.add(value.apply(row)));
        return values;
    }
}
