package dev.waymark.cli;

import dev.waymark.cli.api.Backoff;
import dev.waymark.cli.print.Screen;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/// The `waymark` command. Exit codes: 0 done, 1 failed, 2 used wrongly.
@Command(
        name = "waymark",
        description = "Runs commands as recorded steps, and reads the ledger of what agents did.",
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nEnvironment:%n",
        footer = {
            "  WAYMARK_URL       where Waymark is (default: http://127.0.0.1:3000)",
            "  WAYMARK_API_KEY   the key to use (default on this machine: wm_local)",
            "  NO_COLOR          set it to anything for text without colours",
            "",
            "Begin with `waymark run -- COMMAND`, or with `waymark demo` and `waymark steps demo`.",
            "Exit codes: 0 done, 1 failed, 2 used wrongly; `waymark run` has the command's."
        })
public final class Waymark implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Waymark() {}

    /// Runs one command line and ends the JVM with its exit code.
    public static void main(String[] arguments) {
        // Always UTF-8: a ledger holds any text, and what is piped to a file is read elsewhere.
        var out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        var err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        var environment = System.getenv();
        var session = new Session(environment, Screen.from(environment), Backoff.standard(), out, err, System.in);
        int exitCode = commandLine(session).execute(arguments);
        out.flush();
        System.exit(exitCode);
    }

    /// The whole tree of commands for one session.
    static CommandLine commandLine(Session session) {
        CommandLine line = new CommandLine(new Waymark())
                .addSubcommand(
                        new CommandLine(new Group("import", "Brings runs of agents and bundles into the ledger."))
                                .addSubcommand(new ImportTrajectory(session))
                                .addSubcommand(new ImportConversations(session))
                                .addSubcommand(new ImportBundle(session)))
                .addSubcommand(new CommandLine(new Group("export", "Writes a project or an agent to a file."))
                        .addSubcommand(new ExportProject(session))
                        .addSubcommand(new ExportAgent(session)))
                .addSubcommand(new CommandLine(new RunStep(session)).setStopAtPositional(true))
                .addSubcommand(new SendUnsent(session))
                .addSubcommand(new ListSteps(session))
                .addSubcommand(
                        new CommandLine(new Group("step", "Looks at one step, or takes a project back to before it."))
                                .addSubcommand(new ShowStep(session))
                                .addSubcommand(new RollBackStep(session)))
                .addSubcommand(new ListCommands(session))
                .addSubcommand(new ListAgents(session))
                .addSubcommand(new CommandLine(new Group("agent", "Looks at one agent."))
                        .addSubcommand(new ShowAgent(session)))
                .addSubcommand(new ListConversations(session))
                .addSubcommand(new CommandLine(new Group("conversation", "Looks at one conversation."))
                        .addSubcommand(new ShowConversation(session))
                        .addSubcommand(new TailConversation(session))
                        .addSubcommand(new SearchConversation(session)))
                .addSubcommand(new CommandLine(new Group("memory", "What agents remember."))
                        .addSubcommand(new AddMemory(session))
                        .addSubcommand(new SearchMemories(session)))
                .addSubcommand(new ListArchives(session))
                .addSubcommand(new CommandLine(new Group("archive", "Looks at one archive, or brings its rows back."))
                        .addSubcommand(new ShowArchive(session))
                        .addSubcommand(new RestoreArchive(session)))
                .addSubcommand(new CommandLine(new Group("user", "End users of the tenant."))
                        .addSubcommand(new EraseUser(session)))
                .addSubcommand(new ShowTimeline(session))
                .addSubcommand(new TakeSnapshot(session))
                .addSubcommand(new ShowDifference(session))
                .addSubcommand(new ShowInbox(session))
                .addSubcommand(new DecideStep(session))
                .addSubcommand(new ShowInsights(session))
                .addSubcommand(new VerifyChain(session))
                .addSubcommand(new CheckIntegrity(session))
                .addSubcommand(new SweepNow(session))
                .addSubcommand(new CommandLine(new ShowRetention(session))
                        .addSubcommand(new SetRetention(session))
                        .addSubcommand(new ListRetentionRuns(session)))
                .addSubcommand(new FillDemo(session));
        // What begins with @ belongs to the command that is run.
        return line.registerConverter(UUID.class, Waymark::id)
                .setExpandAtFiles(false)
                .setOut(writer(session.out()))
                .setErr(writer(session.err()))
                .setColorScheme(
                        CommandLine.Help.defaultColorScheme(session.screen().ansi()))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(Math.clamp(session.screen().columns(), 80, 120))
                .setExecutionExceptionHandler(new Failure());
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException unreadable) {
            var told = new TypeConversionException(
                    "'" + text + "' is no id: one looks like 01890000-0000-7000-8000-000000000001");
            told.addSuppressed(unreadable);
            throw told;
        }
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command?");
    }
}
