package dev.waymark.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// The processor time that a piece of work takes, which other load on the machine hardly changes: of this thread, and
/// of the server's processes for the sessions of one login role.
///
/// Only where the server is on this machine and that is Linux; elsewhere the server's part is 0.
final class ProcessorTime {
    private static final double TICKS_A_SECOND = 100;

    private final BenchDatabase database;
    private final String role;

    ProcessorTime(BenchDatabase database, String role) {
        this.database = database;
        this.role = role;
    }

    /// Seconds since some moment; what sessions took that have ended is not in it.
    double seconds() throws SQLException {
        double seconds = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9;
        try (Connection connection = database.admin().open();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select pid from pg_stat_activity where datname = current_database() and usename = '" + role
                                + "'")) {
            while (row.next()) {
                seconds += ticks(row.getInt(1)) / TICKS_A_SECOND;
            }
        }
        return seconds;
    }

    /// User and system time: the 14th and 15th word, where the second is a name in parentheses.
    private static long ticks(int process) {
        try {
            String stat = Files.readString(Path.of("/proc/" + process + "/stat"));
            String[] words = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return Long.parseLong(words[11]) + Long.parseLong(words[12]);
        } catch (IOException e) {
            return 0;
        }
    }
}
