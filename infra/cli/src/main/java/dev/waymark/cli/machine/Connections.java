package dev.waymark.cli.machine;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.cli.api.Json;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import oshi.software.os.InternetProtocolStats.IPConnection;
import oshi.software.os.InternetProtocolStats.TcpState;

/// Listening ports and open connections. Those that are being closed are left out, and those of this program with
/// Waymark: they come from looking, not from what is looked at.
final class Connections implements Collector {
    private static final int MOST = 5_000;

    private final Hardware hardware;

    Connections(Hardware hardware) {
        this.hardware = hardware;
    }

    @Override
    public String section() {
        return "network_connections";
    }

    @Override
    public Seen collect() {
        List<IPConnection> all = hardware.system().getInternetProtocolStats().getConnections();
        long self = ProcessHandle.current().pid();
        Set<String> own = new HashSet<>();
        all.stream().filter(c -> c.getowningProcessId() == self).forEach(c -> own.add(local(c)));
        Map<Integer, String> names = new HashMap<>();
        List<ObjectNode> shown = all.stream()
                .filter(c -> isOpen(c) && !own.contains(local(c)) && !own.contains(remote(c)))
                .map(c -> describe(c, names))
                .distinct()
                .sorted(java.util.Comparator.comparing(Json::compact))
                .toList();
        ArrayNode list = Json.object().putArray("connections");
        shown.stream().limit(MOST).forEach(list::add);
        return new Seen(list, shown.size() > MOST ? "only " + MOST + " of " + shown.size() + " connections" : "");
    }

    private static boolean isOpen(IPConnection connection) {
        return switch (connection.getState()) {
            case LISTEN, ESTABLISHED, SYN_SENT, SYN_RECV, CLOSE_WAIT, NONE, UNKNOWN -> true;
            default -> false;
        };
    }

    private ObjectNode describe(IPConnection connection, Map<Integer, String> names) {
        boolean listens = connection.getState() == TcpState.LISTEN || connection.getForeignPort() == 0;
        ObjectNode one = Json.object()
                .put("protocol", connection.getType())
                .put("local", local(connection))
                .put("remote", listens ? "*" : remote(connection))
                .put("state", connection.getState() == TcpState.NONE ? "OPEN" : String.valueOf(connection.getState()));
        String process = names.computeIfAbsent(connection.getowningProcessId(), this::name);
        return process.isEmpty() ? one : one.put("process", process);
    }

    private String name(int pid) {
        var process = pid > 0 ? hardware.system().getProcess(pid) : null;
        return process == null ? "" : process.getName();
    }

    private static String local(IPConnection connection) {
        return address(connection.getLocalAddress(), connection.getLocalPort());
    }

    private static String remote(IPConnection connection) {
        return address(connection.getForeignAddress(), connection.getForeignPort());
    }

    private static String address(byte[] bytes, int port) {
        try {
            String host =
                    bytes.length == 0 ? "*" : InetAddress.getByAddress(bytes).getHostAddress();
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        } catch (UnknownHostException wrongLength) {
            return "?:" + port;
        }
    }
}
