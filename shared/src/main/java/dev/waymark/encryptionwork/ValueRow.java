package dev.waymark.encryptionwork;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A row with values that may be encrypted.
///
/// @param number of the version, the first position of a segment, or the index of a chunk; 0 for
///     others
/// @param rowVersion tells its row from any other that comes in its place
/// @param due whether it is to be encrypted anew; only then there is more
/// @param first content, the body of a segment, a result, `stdout`, evidence for success, the value of
///     a config
/// @param second tools, the digest of a segment, `stderr`, evidence for failure, what a config is
///     bound to
/// @param third recommendations
/// @param contentBytes what a segment weighs unpacked
@MappedEntity("values_to_encrypt")
@SuppressWarnings("ArrayRecordComponent") // a row on its way through: never compared, and a copy would buy nothing
record ValueRow(
        @Id UUID id,
        int number,
        long rowVersion,
        boolean due,
        // Micronaut overlooks `byte @Nullable []`
        @io.micronaut.core.annotation.Nullable byte[] first,
        @io.micronaut.core.annotation.Nullable byte[] second,
        @io.micronaut.core.annotation.Nullable byte[] third,
        @Nullable Integer contentBytes) {}
