package dev.waymark.cli.trajectory;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// One run of an agent, as read from a file.
///
/// @param fileName without its folder
/// @param sha256 of the file's bytes, in hex
/// @param task what the agent was asked; the file's name where the file does not say
/// @param facts what is known of the run as a whole, such as `exit_status`, `environment`, `token_usage`
/// @param exitStatus empty where the file does not say
/// @param replaced how many characters could not be kept because JSON or the API has no place for them
public record Trajectory(
        String fileName,
        String sha256,
        String task,
        ObjectNode facts,
        String exitStatus,
        List<Turn> turns,
        int replaced) {
    public Trajectory {
        turns = List.copyOf(turns);
    }

    /// How many steps it makes.
    public int size() {
        return turns.size();
    }
}
