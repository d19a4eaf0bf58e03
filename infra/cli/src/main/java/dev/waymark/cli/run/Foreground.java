package dev.waymark.cli.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Whether this program runs in the foreground of a terminal. There, Ctrl-C reaches every process of the group by
/// itself, and passing it on would deliver it twice.
final class Foreground {
    private static final Path STAT = Path.of("/proc/self/stat");

    private Foreground() {}

    /// False where the system does not tell.
    static boolean isHere() {
        try {
            return isHere(Files.readString(STAT));
        } catch (IOException noProc) {
            return false;
        }
    }

    /// After the name in parentheses come state, parent, process group, session, terminal and the terminal's
    /// foreground group (proc_pid_stat(5)).
    static boolean isHere(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        return fields.length > 5 && !fields[4].equals("0") && fields[2].equals(fields[5]);
    }
}
