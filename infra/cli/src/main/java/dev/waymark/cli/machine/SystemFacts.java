package dev.waymark.cli.machine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.cli.api.Json;
import dev.waymark.cli.git.Repository;
import dev.waymark.cli.program.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import oshi.software.os.OperatingSystem;

/// What the machine is, and where on it the command line runs.
final class SystemFacts implements Collector {
    private static final Path OS_RELEASE = Path.of("/etc/os-release");

    private final Hardware hardware;
    private final Programs programs;

    SystemFacts(Hardware hardware, Programs programs) {
        this.hardware = hardware;
        this.programs = programs;
    }

    @Override
    public String section() {
        return "system_info";
    }

    @Override
    public Seen collect() {
        OperatingSystem system = hardware.system();
        Map<String, String> release = Files.isReadable(OS_RELEASE) ? release() : Map.of();
        ObjectNode facts = Json.object()
                .put("os", release.getOrDefault("PRETTY_NAME", system.toString()))
                .put("os_id", release.getOrDefault("ID", system.getFamily()))
                .put(
                        "os_version",
                        release.getOrDefault(
                                "VERSION_ID", system.getVersionInfo().getVersion()))
                .put("kernel", System.getProperty("os.version"))
                .put("architecture", System.getProperty("os.arch"))
                .put("hostname", system.getNetworkParams().getHostName())
                .put("user", System.getProperty("user.name"))
                .put(
                        "processor",
                        hardware.parts()
                                .getProcessor()
                                .getProcessorIdentifier()
                                .getName()
                                .strip())
                .put("cores", hardware.parts().getProcessor().getLogicalProcessorCount())
                .put("memory_bytes", hardware.parts().getMemory().getTotal())
                .put("working_directory", programs.folder().toString());
        new Repository(programs)
                .find()
                .ifPresent(head ->
                        facts.putObject("git").put("branch", head.branch()).put("commit", head.commit()));
        return Seen.whole(facts);
    }

    private static Map<String, String> release() {
        try {
            return release(Files.readAllLines(OS_RELEASE));
        } catch (IOException unreadable) {
            return Map.of();
        }
    }

    /// Lines of `NAME=value`, the value perhaps in quotes.
    static Map<String, String> release(List<String> lines) {
        return lines.stream()
                .map(line -> line.split("=", 2))
                .filter(part -> part.length == 2 && !part[0].startsWith("#"))
                .collect(Collectors.toMap(
                        part -> part[0].strip(), part -> part[1].strip().replaceAll("^[\"']|[\"']$", ""), (a, b) -> b));
    }
}
