package dev.waymark.snapshot;

import dev.waymark.body.Document;
import dev.waymark.document.NewDocuments;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.json.tree.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a system looked like, by section. Each section is any JSON value; only those that were looked at are
/// there.
///
/// @param systemInfo free object: operating system, kernel, uptime
/// @param servicesStatus name → state, text or an object with `state`
/// @param packagesInstalled list of `{name, version, …}`
/// @param networkConnections list of `{protocol, local, remote, state, process}`
/// @param fileSystemState `{mounts: […], files: {path: {sha256, size_bytes, mode}}}`
/// @param processList list of `{pid, name, started_at, …}`
/// @param resourceUsage free object: load, memory, disk
@Introspected
public record Sections(
        @Document @Nullable JsonNode systemInfo,
        @Document @Nullable JsonNode servicesStatus,
        @Document @Nullable JsonNode packagesInstalled,
        @Document @Nullable JsonNode networkConnections,
        @Document @Nullable JsonNode fileSystemState,
        @Document @Nullable JsonNode processList,
        @Document @Nullable JsonNode resourceUsage) {

    /// The names of all sections, in the order in which they are shown.
    public static Stream<String> names() {
        return Stream.of(
                "system_info",
                "services_status",
                "packages_installed",
                "network_connections",
                "file_system_state",
                "process_list",
                "resource_usage");
    }

    public boolean isEmpty() {
        return given().isEmpty();
    }

    /// Adds each section that is there to the documents of a write.
    ///
    /// @return section → hex digest
    public Map<String, String> storedIn(NewDocuments documents) {
        var digests = new LinkedHashMap<String, String>();
        given().forEach((name, value) -> digests.put(name, documents.add(value)));
        return digests;
    }

    private Map<String, JsonNode> given() {
        var given = new LinkedHashMap<String, JsonNode>();
        put(given, "system_info", systemInfo);
        put(given, "services_status", servicesStatus);
        put(given, "packages_installed", packagesInstalled);
        put(given, "network_connections", networkConnections);
        put(given, "file_system_state", fileSystemState);
        put(given, "process_list", processList);
        put(given, "resource_usage", resourceUsage);
        return given;
    }

    private static void put(Map<String, JsonNode> sections, String name, @Nullable JsonNode value) {
        if (value != null) {
            sections.put(name, value);
        }
    }
}
