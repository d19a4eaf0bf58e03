package dev.waymark.memory;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.util.UUID;

/// The code of a memory's embedding, see [VectorCode].
@MappedEntity("memory_codes")
@SuppressWarnings("ArrayRecordComponent") // looked at once and never compared
public record CodeRow(@Id UUID id, float scale, float slack, float fineSlack, byte[] code) {
    CodeBounds bounds() {
        return new CodeBounds(scale, slack, fineSlack);
    }
}
