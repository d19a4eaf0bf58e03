package dev.waymark.local.whole;

import dev.waymark.local.LocalGateway;
import dev.waymark.local.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// A gateway on a free port and a folder that goes away with it. All tests of a run share one: each works in projects
/// of its own.
final class WholeGateway implements AutoCloseable {
    private final Path folder;
    private final LocalGateway gateway;

    private WholeGateway() {
        try {
            folder = Files.createTempDirectory("waymark-whole");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        gateway = LocalGateway.start(
                Settings.from(Map.of("WAYMARK_PORT", "0", "WAYMARK_DATA_DIR", folder.toString()), Ledger.ROOT));
    }

    URI uri() {
        return gateway.uri();
    }

    @Override
    public void close() throws IOException {
        gateway.close();
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.delete(file);
            }
        }
    }

    /// Gives tests the gateway as a [Ledger]; it stops after the last test of the run.
    static final class Extension implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
            return parameter.getParameter().getType() == Ledger.class;
        }

        @Override
        public Ledger resolveParameter(ParameterContext parameter, ExtensionContext test) {
            WholeGateway shared = test.getRoot()
                    .getStore(Namespace.create(WholeGateway.class))
                    .getOrComputeIfAbsent(WholeGateway.class, type -> new WholeGateway(), WholeGateway.class);
            return new Ledger(shared.uri(), Ledger.LOCAL_KEY);
        }
    }
}
