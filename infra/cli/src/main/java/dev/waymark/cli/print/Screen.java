package dev.waymark.cli.print;

import java.util.Map;
import picocli.CommandLine.Help.Ansi;

/// What the text is written for.
///
/// @param columns how wide a line may be; 0 when nothing is to be cut, as in a pipe
/// @param ansi whether colours are wanted: only on a terminal and not with NO_COLOR
/// @param progress whether progress may be drawn on the error stream
public record Screen(int columns, Ansi ansi, boolean progress) {
    /// No terminal: no colours, nothing cut, no progress.
    public static Screen plain() {
        return new Screen(0, Ansi.OFF, false);
    }

    /// The launcher tells what it sees: `WAYMARK_COLUMNS` is the terminal's width, 0 where the output is none, and
    /// `WAYMARK_PROGRESS` says whether the error stream is one. Without a launcher the
    /// output is plain, because a JVM cannot tell which of its streams is a terminal.
    public static Screen from(Map<String, String> environment) {
        int columns = number(environment, "WAYMARK_COLUMNS");
        boolean progress = number(environment, "WAYMARK_PROGRESS") > 0;
        return new Screen(columns, columns > 0 && takesColours(environment) ? Ansi.ON : Ansi.OFF, progress);
    }

    /// The same for what goes to the error stream: coloured where that is a terminal, whatever the output is.
    public Screen forMessages(Map<String, String> environment) {
        return new Screen(columns, progress && takesColours(environment) ? Ansi.ON : Ansi.OFF, progress);
    }

    private static boolean takesColours(Map<String, String> environment) {
        boolean dumb = environment.getOrDefault("TERM", "").equals("dumb");
        return !dumb && environment.getOrDefault("NO_COLOR", "").isEmpty();
    }

    private static int number(Map<String, String> environment, String name) {
        String text = environment.getOrDefault(name, "");
        return text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
    }

    /// The text in a style of picocli, such as `red` or `bold`; as it is where there are no colours or no style.
    public String styled(String style, String text) {
        if (!ansi.enabled() || style.isEmpty() || text.isEmpty()) {
            return text;
        }
        // Not the end of each style: that of bold underlines twice on many terminals.
        return Ansi.Style.on(Ansi.Style.parse(style)) + text + Ansi.Style.reset.on();
    }
}
