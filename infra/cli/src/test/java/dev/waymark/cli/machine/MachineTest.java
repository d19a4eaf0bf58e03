package dev.waymark.cli.machine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.cli.api.Json;
import dev.waymark.cli.program.Programs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineTest {
    @TempDir
    Path folder = Path.of("");

    @Test
    void everySectionIsSeenOrANoteSaysWhyNot() {
        Capture capture = machine(System.getenv(), Watch.of(folder, List.of())).capture();

        for (String section : List.of("system_info", "file_system_state", "process_list", "network_connections")) {
            assertThat(capture.sections().has(section)).as(section).isTrue();
        }
        for (String section : List.of("services_status", "packages_installed")) {
            assertThat(capture.sections().has(section) || capture.notes().containsKey(section))
                    .as(section)
                    .isTrue();
        }
        JsonNode facts = capture.sections().path("system_info");
        assertThat(facts.path("os").asText()).isNotBlank();
        assertThat(facts.path("kernel").asText()).isNotBlank();
        assertThat(capture.sections().at("/resource_usage/memory/used_bytes").asLong())
                .isPositive();
        assertThat(capture.sections().path("process_list")).noneMatch(MachineTest::isThisProcess);
    }

    private static boolean isThisProcess(JsonNode process) {
        return process.path("pid").asLong() == ProcessHandle.current().pid();
    }

    @Test
    void withoutAnyProgramTheNotesNameTheMissingOnes() {
        Capture capture =
                machine(Map.of("PATH", ""), Watch.of(folder, List.of())).capture();

        assertThat(capture.notes())
                .containsEntry("services_status", "not seen: systemctl is not there")
                .containsEntry("packages_installed", "not seen: neither dpkg-query nor rpm is there");
        assertThat(capture.sections().has("services_status")).isFalse();
        assertThat(capture.sections().at("/system_info/notes/services_status").asText())
                .contains("systemctl");
        assertThat(capture.sections().at("/system_info/git").isMissingNode()).isTrue();
    }

    @Test
    void filesAreKnownByContentSizeAndMode() throws IOException {
        Files.writeString(folder.resolve("kept.txt"), "abc");
        Files.createDirectories(folder.resolve("deep/er"));
        Files.createSymbolicLink(folder.resolve("deep/er/link"), Path.of("../../kept.txt"));

        JsonNode files = machine(Map.of(), Watch.of(folder, List.of()))
                .capture()
                .sections()
                .at("/file_system_state/files");

        assertThat(files.at("/kept.txt/sha256").asText())
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(files.at("/kept.txt/size_bytes").asLong()).isEqualTo(3);
        assertThat(files.at("/kept.txt/mode").asText()).matches("0[0-7]{3}");
        assertThat(files.path("deep/er/link").path("target").asText()).isEqualTo("../../kept.txt");
    }

    @Test
    void aBoundMakesNoFileSeemAddedOrRemoved() throws IOException {
        for (String name : List.of("b", "c", "d", "e")) {
            Files.writeString(folder.resolve(name), name.repeat(10));
        }
        var files = new WatchedFiles(new Watch(folder, List.of(), 3, 25), programs(Map.of()));

        Collector.Seen before = files.collect();
        Files.writeString(folder.resolve("a"), "new");
        Files.delete(folder.resolve("c"));
        Collector.Seen after = files.collect();

        assertThat(names(before.value())).containsExactly("b", "c", "d");
        assertThat(before.value().at("/d/sha256").isMissingNode()).isTrue();
        assertThat(before.note()).contains("only 3 of 4 files").contains("1 large or unreadable");
        assertThat(names(after.value())).containsExactly("b", "d");
        assertThat(after.value().path("d")).isEqualTo(before.value().path("d"));
    }

    @Test
    void chosenPathsAreWatchedEvenWhenTheyComeLater() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Path here = Files.createDirectory(folder.resolve("here"));
        var files = new WatchedFiles(
                Watch.of(here, List.of(Path.of("../elsewhere"), Path.of("later"))), programs(Map.of()));

        assertThat(files.collect().value()).isEmpty();
        Files.writeString(here.resolve("later"), "now");
        Files.writeString(elsewhere.resolve("x"), "now");

        assertThat(names(files.collect().value()))
                .containsExactly(elsewhere.resolve("x").toString(), "later");
    }

    @Test
    void inARepositoryIgnoredFilesAreNotWatched() throws Exception {
        Programs programs = programs(System.getenv());
        org.junit.jupiter.api.Assumptions.assumeTrue(programs.find("git").isPresent(), "skipped: git is not there");
        programs.run("git", "init", "--quiet");
        Files.writeString(folder.resolve(".gitignore"), "*.log\n");
        Files.writeString(folder.resolve("größe.txt"), "x");
        Files.writeString(folder.resolve("noise.log"), "x");

        Capture capture = machine(System.getenv(), Watch.of(folder, List.of())).capture();

        assertThat(names(capture.sections().at("/file_system_state/files"))).containsExactly(".gitignore", "größe.txt");
        assertThat(capture.sections().at("/system_info/git").has("branch")).isTrue();
    }

    @Test
    void aListenerOfAnotherProcessIsSeenAndOnesOwnIsNot() throws IOException {
        try (var own = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            JsonNode connections = machine(Map.of(), Watch.of(folder, List.of()))
                    .capture()
                    .sections()
                    .path("network_connections");

            assertThat(connections).noneMatch(c -> c.path("local").asText().endsWith(":" + own.getLocalPort()));
            assertThat(connections).allMatch(c -> c.path("protocol").asText().matches("(tcp|udp)[46]"));
        }
    }

    @Test
    void aCollectorThatFailsLeavesTheOthersAlone() {
        var broken = new Collector() {
            @Override
            public String section() {
                return "services_status";
            }

            @Override
            public Seen collect() {
                throw new IllegalStateException("no luck");
            }
        };

        Capture capture = new Machine(List.of(broken, new Resources(new Hardware()))).capture();

        assertThat(capture.notes().get("services_status")).contains("no luck");
        assertThat(capture.sections().has("resource_usage")).isTrue();
    }

    @Test
    void whatTheProgramsPrintIsRead() {
        assertThat(Json.compact(Services.states("""
                ssh.service            loaded    active   running OpenBSD Secure Shell server
                apt-daily.service      loaded    inactive dead    Daily apt download activities
                display-manager.service not-found inactive dead   display-manager.service
                """))).isEqualTo("{\"apt-daily\":\"dead\",\"ssh\":\"running\"}");
        assertThat(Json.compact(Packages.packages("""
                installed	zlib	1.3	amd64
                installed	libc6	2.36	i386
                installed	libc6	2.36	amd64
                config-files	old	1	all
                """))).isEqualTo(Json.compact(Json.read("""
                [{"name": "libc6:amd64", "version": "2.36", "architecture": "amd64"},
                 {"name": "libc6:i386", "version": "2.36", "architecture": "i386"},
                 {"name": "zlib", "version": "1.3", "architecture": "amd64"}]
                """)));
        assertThat(SystemFacts.release(List.of("# c", "PRETTY_NAME=\"Debian 12\"", "ID=debian", "")))
                .containsEntry("PRETTY_NAME", "Debian 12")
                .containsEntry("ID", "debian");
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private Programs programs(Map<String, String> environment) {
        return new Programs(environment, folder, Duration.ofSeconds(10));
    }

    private Machine machine(Map<String, String> environment, Watch watch) {
        return Machine.of(programs(environment), watch);
    }
}
