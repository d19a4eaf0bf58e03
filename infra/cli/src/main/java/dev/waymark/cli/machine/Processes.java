package dev.waymark.cli.machine;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.waymark.cli.api.Json;
import java.time.Instant;
import java.util.List;
import oshi.software.os.OSProcess;
import oshi.software.os.OperatingSystem.ProcessSorting;

/// The processes, without this one and without the threads of the Linux kernel. Their arguments stay out: they may
/// hold secrets.
final class Processes implements Collector {
    private static final int MOST = 5_000;
    /// The parent of all kernel threads.
    private static final int KTHREADD = 2;

    private final Hardware hardware;

    Processes(Hardware hardware) {
        this.hardware = hardware;
    }

    @Override
    public String section() {
        return "process_list";
    }

    @Override
    public Seen collect() {
        List<OSProcess> all = hardware.system().getProcesses(Processes::isWanted, ProcessSorting.PID_ASC, 0);
        ArrayNode list = Json.object().putArray("processes");
        all.stream()
                .limit(MOST)
                .forEach(process -> list.addObject()
                        .put("pid", process.getProcessID())
                        .put("name", process.getName())
                        .put(
                                "started_at",
                                Instant.ofEpochMilli(process.getStartTime()).toString())
                        .put("user", process.getUser())
                        .put("parent_pid", process.getParentProcessID()));
        return new Seen(list, all.size() > MOST ? "only " + MOST + " of " + all.size() + " processes" : "");
    }

    private static boolean isWanted(OSProcess process) {
        boolean kernel = process.getParentProcessID() == KTHREADD || process.getProcessID() == KTHREADD;
        boolean linux = System.getProperty("os.name", "").equals("Linux");
        return process.getProcessID() != ProcessHandle.current().pid() && !(linux && kernel);
    }
}
