package dev.waymark.message;

import java.time.Instant;
import java.util.UUID;

/// The ids of messages, as `message_id()` makes them: UUIDv7 whose random bits are the tag of
/// the conversation (42
/// bits)
/// and the position (32 bits), so that an id says where its message is.
public final class MessageId {
    private static final long VERSION = 7L << 12;
    private static final long VARIANT = 2L << 62;

    private MessageId() {}

    /// The id of the message at this position.
    ///
    /// @param at when it is stored; its milliseconds begin the id
    /// @param tag the conversation's
    public static UUID of(Instant at, long tag, int position) {
        long high = at.toEpochMilli() << 16 | VERSION | tag >>> 30;
        long low = VARIANT | (tag & 0x3fff_ffffL) << 32 | position;
        return new UUID(high, low);
    }

    /// Whether this is the id that a message of the conversation has at this position, whenever it was stored.
    static boolean isOf(UUID id, long tag, int position) {
        return of(Instant.ofEpochMilli(millis(id)), tag, position).equals(id);
    }

    /// When the message of this id was stored.
    static long millis(UUID id) {
        return id.getMostSignificantBits() >>> 16;
    }
}
