package dev.waymark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.cli.print.Screen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is no exported trail is told in one line, in words of the file.
class VerifyFileTest {
    private static final String ID = "01890000-0000-7000-8000-0000000000c1";

    @TempDir
    Path folder = Path.of("");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"items\": | is not JSON: see line 1",
                "nul | is not JSON",
                "`` | it is no export of an audit chain",
                "[] | it is no export of an audit chain",
                "{\"items\": [], \"chain_id\": \"x\"} | its chain_id is no id",
                "{\"items\": [1], \"chain_id\": \"ID\"} | its item 0 is no event",
                "{\"items\": [{\"subject_id\": \"x\"}], \"chain_id\": \"ID\"} | its item 0 is no event",
                "{\"items\": [{\"subject_id\": \"ID\", \"occurred_at\": \"noon\"}], \"chain_id\": \"ID\"} | its item 0 is no event",
                "{\"items\": [{\"subject_id\": \"ID\", \"occurred_at\": \"+999999999-12-31T23:59:59Z\"}], \"chain_id\": \"ID\"}"
                        + " | its item 0 is no event"
            })
    void whatIsNoExportIsToldInOneLine(String text, String told) throws IOException {
        Path file = Files.writeString(folder.resolve("trail.json"), text.replace("ID", ID));

        Shell.Ran ran = new Shell(Map.of(), Screen.plain()).run("verify", "--file", file.toString());

        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err().lines().findFirst().orElseThrow())
                .startsWith(file.toString())
                .contains(told);
        assertThat(ran.err()).doesNotContain("Exception", "java.", "com.fasterxml");
    }

    @Test
    void aFolderIsNoExportEither() {
        Shell.Ran ran = new Shell(Map.of(), Screen.plain()).run("verify", "--file", folder.toString());

        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).startsWith(folder + ": it is a folder");
    }
}
