package dev.waymark.cli.machine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.cli.api.Json;
import dev.waymark.cli.program.MissingProgramException;
import dev.waymark.cli.program.Programs;
import dev.waymark.cli.program.Ran;

/// The services of systemd with their states: `running`, `exited`, `dead`, `failed`, …
final class Services implements Collector {
    private final Programs programs;

    Services(Programs programs) {
        this.programs = programs;
    }

    @Override
    public String section() {
        return "services_status";
    }

    @Override
    public Seen collect() throws UnseenException {
        try {
            Ran ran = programs.run(
                    "systemctl",
                    "list-units",
                    "--type=service",
                    "--all",
                    "--full",
                    "--plain",
                    "--no-legend",
                    "--no-pager");
            if (!ran.ok()) {
                throw new UnseenException("systemctl: " + ran.why());
            }
            return Seen.whole(states(ran.out()));
        } catch (MissingProgramException missing) {
            throw new UnseenException(missing);
        }
    }

    /// Lines of `UNIT LOAD ACTIVE SUB DESCRIPTION`; a unit that is only mentioned by others is none.
    static ObjectNode states(String list) {
        ObjectNode states = Json.object();
        list.lines()
                .map(line -> line.strip().split("\\s+", 5))
                .sorted((a, b) -> a[0].compareTo(b[0]))
                .forEach(unit -> {
                    if (unit.length >= 4 && !unit[1].equals("not-found")) {
                        states.put(unit[0].replaceFirst("\\.service$", ""), unit[3]);
                    }
                });
        return states;
    }
}
