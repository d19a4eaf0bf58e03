package dev.waymark.cli.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.cli.api.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConversationFileTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void everythingThatIsSaidHasItsPlace() throws IOException {
        PlannedConversation read = read("""
                [{'task_id': 7, 'trial': 1, 'reward': 0.5, 'info': {'task': {'user_id': 'u1'}}, 'traj': [
                  {'role': 'system', 'content': 'be kind'},
                  {'role': 'user', 'content': [{'type': 'text', 'text': 'hi'}], 'name': 'Ann'},
                  {'role': 'assistant', 'content': null, 'tool_calls': [{'id': 'c1', 'function': {'name': 'f', 'arguments': '{}'}}]},
                  {'role': 'tool', 'tool_call_id': 'c1', 'name': 'f', 'content': '42'},
                  {'role': 'developer', 'content': {'a': 1}, 'refusal': null},
                  {'role': 'assistant', 'tool_calls': null}]}]""").getFirst();

        assertThat(read.externalId()).startsWith("tau-bench-7-1-");
        assertThat(read.body().path("user_id").asText()).isEqualTo("u1");
        assertThat(read.body().path("agent").asText()).isEqualTo("coder");
        assertThat(read.body().at("/metadata/run"))
                .isEqualTo(json("{'task_id': 7, 'trial': 1, 'reward': 0.5, 'info': {'task': {'user_id': 'u1'}}}"));
        assertThat(read.messages())
                .containsExactly(
                        json("{'role': 'system', 'content': {'type': 'text', 'text': 'be kind'}}"),
                        json("""
                                {'role': 'user', 'content': {'type': 'multimodal', 'parts': [{'type': 'text', 'text': 'hi'}]},
                                 'metadata': {'name': 'Ann'}}"""),
                        json("""
                                {'role': 'assistant', 'content': {'type': 'text', 'text': null},
                                 'tools': [{'id': 'c1', 'function': {'name': 'f', 'arguments': '{}'}}]}"""),
                        json("""
                                {'role': 'tool', 'content': {'type': 'tool_result', 'text': '42', 'tool_call_id': 'c1', 'name': 'f'}}"""),
                        json("""
                                {'role': 'system', 'content': {'type': 'structured', 'data': {'a': 1}},
                                 'metadata': {'refusal': null, 'role': 'developer'}}"""),
                        json("{'role': 'assistant', 'content': {'type': 'text'}, 'metadata': {'tool_calls': null}}"));
    }

    @Test
    void theSameRunIsTheSameConversationWhereverItLiesAndAnotherIsAnother() throws IOException {
        String run = "{'task_id': 1, 'traj': [{'role': 'user', 'content': 'a'}]}";

        String alone = read(run).getFirst().externalId();
        List<PlannedConversation> both = read("[%s, %s]".formatted(run.replace("'a'", "'b'"), run));

        assertThat(both.get(1).externalId()).isEqualTo(alone);
        assertThat(both.get(0).externalId()).isNotEqualTo(alone).startsWith("tau-bench-1-");
        assertThat(read("{'messages': []}").getFirst().externalId()).matches("tau-bench-[0-9a-f]{12}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[",
                "7",
                "[]",
                "[{}]",
                "[[]]",
                "[{'traj': {}}]",
                "[{'traj': [7]}]",
                "[{'traj': [{'role': 'x'}]}]"
            })
    void whatHoldsNoConversationsIsRefused(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(UnreadableConversationsException.class);
    }

    @Test
    void aFileThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> new ConversationFile("").read(folder.resolve("none")))
                .isInstanceOf(UnreadableConversationsException.class)
                .hasMessage("no such file");
    }

    private List<PlannedConversation> read(String json) throws IOException {
        Path file = Files.createTempFile(folder, "runs", ".json");
        Files.writeString(file, json.replace('\'', '"'));
        return new ConversationFile("coder").read(file);
    }

    private static ObjectNode json(String json) {
        JsonNode node = Json.read(json.replace('\'', '"').replace("\"{}\"", "\"{}\""));
        return (ObjectNode) node;
    }
}
