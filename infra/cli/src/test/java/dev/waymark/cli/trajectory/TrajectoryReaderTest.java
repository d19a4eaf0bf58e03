package dev.waymark.cli.trajectory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrajectoryReaderTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void aHistoryAloneGivesTheAssistantsTurnsWithTheirAnswers() throws IOException {
        Trajectory run = read("""
                {"history": [
                  {"role": "system", "content": "rules"},
                  {"role": "user", "is_demo": true, "content": "a demonstration"},
                  {"role": "assistant", "is_demo": true, "content": "shown", "action": "shown"},
                  {"role": "user", "content": [{"type": "text", "text": "the issue"}, {"type": "text", "text": "more"}]},
                  {"role": "assistant", "content": "first look", "thought": "look", "action": "ls"},
                  {"role": "tool", "content": "a\\n"},
                  {"role": "tool", "content": [{"type": "text", "text": "b"}]},
                  {"role": "assistant", "content": "then\\n```bash\\npwd\\n```\\n"},
                  {"role": "user", "content": "/repo"},
                  {"role": "assistant", "content": null, "tool_calls": [
                    {"function": {"name": "bash", "arguments": "{\\"command\\": \\"make test\\"}"}},
                    {"function": {"name": "open", "arguments": "{\\"path\\": \\"a.py\\"}"}}]},
                  {"role": "assistant", "content": "done"}]}
                """);

        assertThat(run.task()).isEqualTo("the issue\nmore");
        assertThat(run.turns())
                .containsExactly(
                        new Turn("ls", "a\n\nb", "look", null, null),
                        new Turn("pwd\n", "/repo", "then\n```bash\npwd\n```\n", null, null),
                        new Turn("make test\nopen {\"path\": \"a.py\"}", "", "", null, null),
                        new Turn("done", "", "", null, null));
    }

    @Test
    void anEmptyTrajectoryGivesWayToTheHistory() throws IOException {
        Trajectory run = read(
                "{\"trajectory\": [], \"history\": [{\"role\": \"assistant\", \"action\": \"ls\", \"content\": \"\"}]}");

        assertThat(run.turns()).extracting(Turn::action).containsExactly("ls");
    }

    @Test
    void oddEntriesKeepTheirPlace() throws IOException {
        Trajectory run = read("""
                {"trajectory": [null, "ls", {"action": null, "observation": [{"type": "text", "text": "out"}],
                  "execution_time": "0.25", "state": [1], "response": "why", "extra": {"deep": []}},
                  {"action": {"name": "bash"}, "execution_time": -1, "state": "{'open_file': 'n/a'}"},
                  {"action": "a", "execution_time": true, "state": "{} trailing"},
                  {"action": "b", "execution_time": Infinity, "state": ""}]}
                """);

        assertThat(run.turns()).extracting(Turn::action).containsExactly("", "ls", "", "{\"name\":\"bash\"}", "a", "b");
        Turn third = run.turns().get(2);
        assertThat(third.observation()).isEqualTo("out");
        assertThat(third.thought()).isEqualTo("why");
        assertThat(third.executionTime()).isEqualTo(Duration.ofMillis(250));
        assertThat(third.state()).hasToString("{\"state\":[1]}");
        assertThat(run.turns().get(3).state()).hasToString("{\"state\":\"{'open_file': 'n/a'}\"}");
        assertThat(run.turns().get(4).state()).hasToString("{\"state\":\"{} trailing\"}");
        assertThat(run.turns().get(5).state()).hasToString("{\"state\":\"\"}");
        assertThat(run.turns())
                .extracting(Turn::executionTime)
                .filteredOn(t -> t != null)
                .hasSize(1);
    }

    @Test
    void withoutAHistoryTheTaskIsInThePromptsElseItIsTheFilesName() throws IOException {
        assertThat(read("{\"trajectory\": [{\"query\": [{\"role\": \"user\", \"content\": \"fix\"}]}]}")
                        .task())
                .isEqualTo("fix");
        assertThat(read("{\"trajectory\": [{}], \"history\": \"none\"}").task()).isEqualTo("run.traj");
    }

    @Test
    void aByteOrderMarkAndBytesThatAreNotUtf8DoNotStopIt() throws IOException {
        byte[] json = "\uFEFF{\"trajectory\": [{\"action\": \"a?b\"}]}".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < json.length; i++) {
            json[i] = json[i] == '?' ? (byte) 0xff : json[i];
        }
        Path file = Files.write(folder.resolve("latin.traj"), json);

        Trajectory run = new TrajectoryReader().read(file);

        assertThat(run.turns()).extracting(Turn::action).containsExactly("a\uFFFDb");
        assertThat(run.replaced()).isEqualTo(1);
    }

    @Test
    void saysWhereTheJsonBreaks() {
        assertThatThrownBy(() -> read("{\"trajectory\": [\n oops"))
                .isInstanceOf(UnreadableFileException.class)
                .hasMessageContaining("not JSON")
                .hasMessageContaining("line 2");
        assertThatThrownBy(() -> read("  ")).hasMessage("empty");
    }

    private Trajectory read(String json) throws IOException {
        return new TrajectoryReader().read(Files.writeString(folder.resolve("run.traj"), json));
    }
}
