package dev.waymark.memory;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.nio.ByteBuffer;
import java.util.UUID;

/// The embedding of a memory, as PostgreSQL sends an array of single precision.
@MappedEntity("exact_embeddings")
@SuppressWarnings("ArrayRecordComponent") // read once and never compared
public record EmbeddingRow(@Id UUID id, byte[] embedding) {
    private static final int HEADER_BYTES = 20;
    private static final int LENGTH_BYTES = 4;

    /// The numbers: behind a header of 20 bytes, each after its length.
    public float[] numbers() {
        ByteBuffer bytes = ByteBuffer.wrap(embedding).position(HEADER_BYTES);
        var numbers = new float[bytes.remaining() / (LENGTH_BYTES + Float.BYTES)];
        for (int i = 0; i < numbers.length; i++) {
            bytes.getInt();
            numbers[i] = bytes.getFloat();
        }
        return numbers;
    }
}
