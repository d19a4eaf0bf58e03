package dev.waymark.cli.run;

import java.util.HashMap;
import java.util.Map;

/// The environment that a program gets: this one's, without what the launcher put there for this program alone, and
/// with the ids of the step, so that the program may tell the ledger more about it.
public final class ChildEnvironment {
    private ChildEnvironment() {}

    /// A copy; the given one stays.
    public static Map<String, String> of(Map<String, String> environment, StepRecord step) {
        var child = new HashMap<>(environment);
        child.remove("WAYMARK_COLUMNS");
        child.remove("WAYMARK_PROGRESS");
        String locale = child.remove("WAYMARK_LC_ALL");
        if (locale != null && locale.isEmpty()) {
            child.remove("LC_ALL");
        } else if (locale != null) {
            child.put("LC_ALL", locale);
        }
        child.put("WAYMARK_COMMAND_ID", step.commandId());
        child.put("WAYMARK_STEP_ID", step.id());
        return child;
    }
}
