package dev.waymark.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/// Every value comes back as it was, whatever stands beside it.
final class SheetPropertyTest {
    /// A row of three columns.
    @SuppressWarnings("ArrayRecordComponent") // compared by its parts
    record Row(
            byte @Nullable [] any,
            byte @Nullable [] fewKinds,
            @Nullable Long number) {}

    @Property(tries = 500)
    void everyValueComesBack(@ForAll("rows") List<Row> rows) {
        var writer = new SheetWriter(rows.size());
        writer.bytes(1, rows.stream().map(Row::any).toList());
        writer.numbers(3, rows.stream().map(Row::number).toList());
        writer.bytes(200, rows.stream().map(Row::fewKinds).toList());

        var reader = new SheetReader(writer.written());

        assertThat(reader.rows()).isEqualTo(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            assertThat(reader.bytes(1, i)).isEqualTo(rows.get(i).any());
            assertThat(reader.number(3, i)).isEqualTo(rows.get(i).number());
            assertThat(reader.bytes(200, i)).isEqualTo(rows.get(i).fewKinds());
            assertThat(reader.bytes(2, i)).as("a column that was never written").isNull();
        }
    }

    @Provide
    static Arbitrary<List<Row>> rows() {
        Arbitrary<byte[]> texts = Arbitraries.strings()
                .withChars('\0', 'a', '\\', '\u00e9', '\u4e2d', '\uFFFD', '\u2028')
                .ofMaxLength(300)
                .map(text -> (text + "\uD83D\uDE00").getBytes(StandardCharsets.UTF_8));
        Arbitrary<byte[]> few =
                Arbitraries.of("user", "", "assistant").map(text -> text.getBytes(StandardCharsets.UTF_8));
        return net.jqwik.api.Combinators.combine(
                        texts.injectNull(0.1).edgeCases(cases -> cases.add(new byte[0])),
                        few.injectNull(0.3),
                        Arbitraries.longs().injectNull(0.2))
                .as(Row::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(40);
    }
}
