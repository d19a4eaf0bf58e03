package dev.waymark.cli.machine;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.cli.api.Json;
import java.util.Comparator;
import oshi.software.os.OSFileStore;

/// What is mounted, and the files that are watched.
final class FileSystem implements Collector {
    private final Hardware hardware;
    private final WatchedFiles files;

    FileSystem(Hardware hardware, WatchedFiles files) {
        this.hardware = hardware;
        this.files = files;
    }

    @Override
    public String section() {
        return "file_system_state";
    }

    @Override
    public Seen collect() {
        ObjectNode state = Json.object();
        ArrayNode mounts = state.putArray("mounts");
        hardware.system().getFileSystem().getFileStores(true).stream()
                .sorted(Comparator.comparing(OSFileStore::getMount))
                .forEach(store -> mounts.addObject()
                        .put("path", store.getMount())
                        .put("type", store.getType())
                        .put("device", store.getVolume())
                        .put("size_bytes", store.getTotalSpace())
                        .put("options", store.getOptions()));
        Seen seen = files.collect();
        state.set("files", seen.value());
        return new Seen(state, seen.note());
    }
}
