package dev.waymark.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymark.problem.ProblemException;
import dev.waymark.problem.ProblemType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class StoredSegmentTest {
    private static final UUID CONVERSATION = new UUID(7, 8);
    private static final StoredSegment STORED = StoredSegment.of(CONVERSATION, 128, sheet(128));

    private static byte[] sheet(int rows) {
        var writer = new SheetWriter(rows);
        List<byte @Nullable []> texts = new ArrayList<>();
        IntStream.range(0, rows)
                .forEach(i -> texts.add(("message " + i + " says " + i * 104_729L).getBytes(StandardCharsets.UTF_8)));
        writer.bytes(1, texts);
        return writer.written();
    }

    @Test
    void whatWasPackedIsReadAtItsPlace() {
        assertThat(STORED.body().length).isLessThan(STORED.contentBytes() / 2);
        assertThat(STORED.open(CONVERSATION, 128).bytes(1, 127)).asString().isEqualTo("message 127 says 13300583");
    }

    @Test
    void atAnotherPlaceItIsAnIntegrityErrorThatNamesThePlace() {
        assertThatThrownBy(() -> STORED.open(CONVERSATION, 256)).isInstanceOfSatisfying(ProblemException.class, e -> {
            assertThat(e.type()).isEqualTo(ProblemType.INTEGRITY_ERROR);
            assertThat(e.detail()).contains(CONVERSATION.toString(), "position 256");
        });
        assertThatThrownBy(() -> STORED.open(new UUID(7, 9), 128)).isInstanceOf(ProblemException.class);
    }

    @Property(tries = 500)
    void noDamageGivesAnotherAnswer(@ForAll Random random) {
        byte[] body = STORED.body().clone();
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            body[random.nextInt(body.length)] ^= (byte) (1 << random.nextInt(8));
        }
        var damaged = new StoredSegment(STORED.contentBytes(), STORED.digest(), body);
        try {
            // a bit of a frame that says nothing may be another, and two changes may undo each other
            assertThat(damaged.open(CONVERSATION, 128).bytes(1, 5)).asString().isEqualTo("message 5 says 523645");
        } catch (ProblemException e) {
            assertThat(e.type()).isEqualTo(ProblemType.INTEGRITY_ERROR);
        }
    }

    @Test
    void aTruncatedBodyOrAWrongLengthIsAnIntegrityError() {
        var half =
                new StoredSegment(STORED.contentBytes(), STORED.digest(), java.util.Arrays.copyOf(STORED.body(), 100));
        var shorter = new StoredSegment(STORED.contentBytes() - 1, STORED.digest(), STORED.body());

        assertThat(List.of(half, shorter))
                .allSatisfy(wrong ->
                        assertThatThrownBy(() -> wrong.open(CONVERSATION, 128)).isInstanceOf(ProblemException.class));
    }
}
