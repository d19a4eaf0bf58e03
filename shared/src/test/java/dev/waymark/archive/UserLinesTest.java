package dev.waymark.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class UserLinesTest {
    @Test
    void whatNamesTheUserGoesWithAllBelowAndWhatNobodyElseNeeds() {
        String kept =
                "{\"table\": \"agent_memories\", \"row\": {\"id\": \"m1\", \"user_id\": \"u1\", \"packs\": [\"p1\"]}}";
        String base = "{\"table\": \"packs\", \"row\": {\"id\": \"p0\", \"body\": \"\\\\x00\"}}";
        String pack = "{\"table\": \"packs\", \"row\": {\"id\": \"p1\", \"bases\": \"p0\"}}";
        List<String> left = new UserLines("u2")
                .removedFrom(List.of(
                        "{\"table\": \"documents\", \"row\": {\"digest\": \"\\\\xabcd\", \"body\": \"\\\\x7b7d\"}}",
                        base,
                        pack,
                        "{\"table\": \"packs\", \"row\": {\"id\": \"p2\"}}",
                        kept,
                        "{\"table\": \"memory_accesses\", \"row\": {\"memory_id\": \"m2\"}}",
                        "{\"table\": \"agent_memories\", \"row\": {\"id\": \"m2\", \"user_id\": \"u2\", \"d\": \"\\\\xabcd\", \"packs\": [\"p2\"]}}",
                        "{\"table\": \"messages\", \"row\": {\"id\": \"s\", \"sender_user_id\": \"u2\"}}",
                        "{\"table\": \"message_versions\", \"row\": {\"message_id\": \"s\", \"version_number\": 1}}"));
        assertThat(left).containsExactlyInAnyOrder(kept, pack, base);
    }

    @Test
    void nothingIsLeftOfAnArchiveOfTheUserAlone() {
        assertThat(new UserLines("u")
                        .removedFrom(List.of(
                                "{\"table\": \"conversations\", \"row\": {\"id\": \"c\", \"user_id\": \"u\"}}",
                                "{\"table\": \"messages\", \"row\": {\"id\": \"m\", \"conversation_id\": \"c\"}}",
                                "{\"table\": \"documents\", \"row\": {\"digest\": \"\\\\xab\"}}")))
                .isEmpty();
    }
}
