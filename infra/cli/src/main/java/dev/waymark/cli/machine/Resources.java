package dev.waymark.cli.machine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.cli.api.Json;
import java.math.BigDecimal;
import java.math.RoundingMode;
import oshi.hardware.GlobalMemory;
import oshi.software.os.OSFileStore;

/// How much of the processor, the memory and the disks is in use.
final class Resources implements Collector {
    /// Long enough for the counters of the kernel to move, short enough for a person.
    private static final long CPU_WINDOW_MS = 100;

    private final Hardware hardware;

    Resources(Hardware hardware) {
        this.hardware = hardware;
    }

    @Override
    public String section() {
        return "resource_usage";
    }

    @Override
    public Seen collect() {
        ObjectNode usage = Json.object();
        var processor = hardware.parts().getProcessor();
        double load = processor.getSystemCpuLoad(CPU_WINDOW_MS);
        double average = processor.getSystemLoadAverage(1)[0];
        usage.putObject("cpu").put("used_percent", rounded(load * 100, 1)).put("load_average_1m", rounded(average, 2));
        GlobalMemory memory = hardware.parts().getMemory();
        usage.putObject("memory")
                .put("total_bytes", memory.getTotal())
                .put("used_bytes", memory.getTotal() - memory.getAvailable())
                .put("swap_used_bytes", memory.getVirtualMemory().getSwapUsed());
        ObjectNode disks = usage.putObject("disk");
        for (OSFileStore store : hardware.system().getFileSystem().getFileStores(true)) {
            disks.putObject(store.getMount())
                    .put("total_bytes", store.getTotalSpace())
                    .put("used_bytes", store.getTotalSpace() - store.getFreeSpace());
        }
        return Seen.whole(usage);
    }

    private static BigDecimal rounded(double value, int places) {
        return BigDecimal.valueOf(Math.max(0, value)).setScale(places, RoundingMode.HALF_UP);
    }
}
