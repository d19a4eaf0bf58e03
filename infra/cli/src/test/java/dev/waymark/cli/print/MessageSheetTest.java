package dev.waymark.cli.print;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.cli.api.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

class MessageSheetTest {
    private static final Screen NARROW = new Screen(40, Ansi.OFF, false);

    @Test
    void aMessageIsShownWithWhoSaidItAndTheToolsThatItCalls() {
        assertThat(new MessageSheet(Screen.plain(), false).render(message("""
                        {'position': 3, 'role': 'assistant', 'created_at': '2026-03-01T10:00:00.000000Z', 'version_number': 2,
                         'content': {'type': 'text', 'text': 'one\\ntwo'},
                         'tools': [{'function': {'name': 'f', 'arguments': '{\\"a\\":1}'}}, {'name': 'g', 'arguments': {'b': 2}}]}"""))).isEqualTo("""
                        #3  assistant  2026-03-01 10:00:00  edited
                            one
                            two
                            → f({"a":1})
                            → g({"b":2})

                        """);
    }

    @Test
    void anAnswerOfAToolIsNamedAfterItAndNothingMovesTheCursor() {
        assertThat(new MessageSheet(Screen.plain(), false).render(message("""
                        {'position': 4, 'role': 'tool', 'created_at': '2026-03-01T10:00:00Z',
                         'content': {'type': 'tool_result', 'name': 'f', 'tool_call_id': 'c', 'text': 'a\\u001b[2Jb'}}""")))
                .isEqualTo("#4  tool  2026-03-01 10:00:00  ← f\n    a·[2Jb\n\n");
    }

    @Test
    void longLinesAreBrokenBetweenWordsAndLongMessagesCutUnlessAllIsAskedFor() {
        JsonNode message = message("{'position': 1, 'role': 'user', 'content': {'type': 'text', 'text': '%s'}}"
                .formatted("twelve chars ".repeat(90)));

        String cut = new MessageSheet(NARROW, false).render(message);
        String whole = new MessageSheet(NARROW, true).render(message);

        assertThat(cut.lines()).allMatch(line -> line.length() <= 50).hasSize(22);
        assertThat(cut).contains("more lines: --full shows them");
        assertThat(whole.replaceAll("\\s+", " "))
                .contains("twelve chars ".repeat(90).strip());
        assertThat(whole.lines()).allMatch(line -> line.length() <= 40);
    }

    @Test
    void whatIsNoTextIsShownAsJsonAndWhatWasFoundFromTheWordOn() {
        assertThat(MessageText.of(message("{'type': 'structured', 'data': {'a': 1}}")))
                .isEqualTo("{\"a\":1}");
        assertThat(MessageText.of(message("{'type': 'multimodal', 'parts': [{'text': 'a'}, {'image': 1}]}")))
                .isEqualTo("a\n{\"image\":1}");
        assertThat(MessageText.of(message("{'type': 'text', 'text': null}"))).isEmpty();
        String long1 = "😀".repeat(40) + " the Élan of it";
        assertThat(FoundMessages.render(
                        List.of(message("{'position': 1, 'role': 'user', 'content': {'text': '%s'}}".formatted(long1))),
                        "élan",
                        Screen.plain()))
                .contains("…😀")
                .contains("the Élan of it")
                .doesNotContain("😀".repeat(20));
    }

    private static JsonNode message(String json) {
        return Json.read(json.replace('\'', '"'));
    }
}
