package dev.waymark.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// A word that only leads to other commands, such as `import`.
@Command(mixinStandardHelpOptions = true, versionProvider = Version.class, synopsisSubcommandLabel = "COMMAND")
final class Group implements Runnable {
    private CommandSpec spec = CommandSpec.create();
    private final String name;
    private final String description;

    Group(String name, String description) {
        this.name = name;
        this.description = description;
    }

    @Spec
    void setSpec(CommandSpec spec) {
        this.spec = spec;
        spec.name(name);
        spec.usageMessage().description(description);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command?");
    }
}
