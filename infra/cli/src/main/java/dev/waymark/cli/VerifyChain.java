package dev.waymark.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.cli.api.Json;
import dev.waymark.cli.api.WaymarkClient;
import dev.waymark.cli.audit.AuditExport;
import dev.waymark.cli.audit.ChainProof;
import dev.waymark.cli.audit.Exporter;
import dev.waymark.cli.print.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `waymark verify`: proves the audit trail of a command.
@Command(
        name = "verify",
        description = {
            "Proves the audit trail of a command: every hash is worked out again.",
            "Exit code: 0 where it is as it was written, else 1 with the first event that does not fit."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class VerifyChain implements Callable<Integer> {
    private final Session session;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "COMMAND_ID", arity = "0..1", description = "The command.")
    private @Nullable UUID command;

    @Option(names = "--export", paramLabel = "FILE", description = "Write the trail to a file, and prove it here.")
    private @Nullable Path export;

    @Option(names = "--file", paramLabel = "FILE", description = "Prove an exported trail here, without Waymark.")
    private @Nullable Path file;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    VerifyChain(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        if ((command == null) == (file == null)) {
            throw new ParameterException(spec.commandLine(), "Which command, or which --file?");
        }
        if (file != null) {
            return told(prove(read(file)));
        }
        try (WaymarkClient client = session.connect()) {
            if (export == null) {
                return told(client.get("/v1/commands/" + command + "/audit-chain"));
            }
            AuditExport exported = new Exporter(client).export(java.util.Objects.requireNonNull(command));
            Files.write(export, Json.bytes(exported.json()));
            return told(prove(exported));
        }
    }

    private AuditExport read(Path from) throws IOException {
        if (Files.isDirectory(from)) {
            throw new ParameterException(spec.commandLine(), from + ": it is a folder");
        }
        try {
            return AuditExport.of(Json.read(Files.readAllBytes(from)));
        } catch (java.io.UncheckedIOException unreadable) {
            throw new ParameterException(spec.commandLine(), from + " is not JSON" + place(unreadable), unreadable);
        } catch (IllegalArgumentException unreadable) {
            throw new ParameterException(spec.commandLine(), from + ": " + unreadable.getMessage(), unreadable);
        }
    }

    private static String place(java.io.UncheckedIOException unreadable) {
        return unreadable.getCause() instanceof JsonProcessingException at && at.getLocation() != null
                ? ": see line " + at.getLocation().getLineNr() + ", column "
                        + at.getLocation().getColumnNr()
                : "";
    }

    /// In the shape of the API's own answer.
    private static JsonNode prove(AuditExport exported) {
        ObjectNode proof = Json.object().put("command_id", exported.chain().toString());
        var flaw = ChainProof.flaw(exported);
        proof.put("intact", flaw.isEmpty())
                .put("events", exported.events().size())
                .put("head", exported.head());
        flaw.ifPresent(found -> proof.putObject("first_flaw")
                .put("chain_index", found.index())
                .put("flaw", found.what())
                .put("action", found.action()));
        return proof;
    }

    private int told(JsonNode proof) {
        boolean intact = proof.path("intact").asBoolean();
        if (json) {
            session.out().println(Json.pretty(proof));
        } else if (intact) {
            session.out()
                    .println(session.screen().styled("green", "intact") + ": "
                            + Figures.counted(proof.path("events").asLong(), "event") + ", head "
                            + proof.path("head").asText());
        } else {
            JsonNode flaw = proof.path("first_flaw");
            String action = flaw.path("action").asText("");
            session.out()
                    .println(session.screen().styled("red", "broken") + ": event "
                            + flaw.path("chain_index").asText() + " is "
                            + flaw.path("flaw").asText()
                            + (action.isEmpty() ? "" : " (" + action + ")"));
        }
        return intact ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
