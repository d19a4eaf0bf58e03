package dev.waymark.local;

import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Every route of template.yaml on 127.0.0.1, through the handlers that Lambda runs, on a PostgreSQL.
///
/// For development only: it knows two keys that everybody knows, `wm_local` and `wm_operator`.
public final class LocalGateway implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalGateway.class);
    private static final int FAILED = 1;

    private final HttpListener listener;
    private final OpenThings things;

    private LocalGateway(HttpListener listener, OpenThings things) {
        this.listener = listener;
        this.things = things;
    }

    /// Starts one; it answers when this returns.
    ///
    /// @throws StartFailure where it cannot; nothing is left running
    public static LocalGateway start(Settings settings) {
        return start(settings, new OpenThings());
    }

    private static LocalGateway start(Settings settings, OpenThings things) {
        try {
            return open(settings, things);
        } catch (RuntimeException e) {
            things.close();
            throw e;
        }
    }

    private static LocalGateway open(Settings settings, OpenThings things) {
        Template template = Template.read(settings.template());
        HttpListener listener = things.open(() -> HttpListener.bind(settings.port()));
        LocalDatabase database = things.open(() -> LocalDatabase.open(settings));
        database.prepare();
        Functions functions = things.open(() -> Functions.start(template, database::environmentOf));
        things.open(() -> JobSchedule.start(template.schedules(), functions::get));
        things.open(() -> listener.serve(new Dispatcher(template, functions)));
        return new LocalGateway(listener, things);
    }

    /// Where it listens, such as `http://127.0.0.1:3000`.
    public URI uri() {
        return listener.uri();
    }

    /// Stops accepting, lets running requests end for up to 10 seconds, then stops the functions and the database.
    /// A second call does nothing.
    @Override
    public void close() {
        things.close();
    }

    /// Serves until it is told to stop by Ctrl-C or SIGTERM. What keeps it from starting is one line on standard error
    /// and
    /// exit code 1.
    public static void main(String[] arguments) {
        var things = new OpenThings();
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(things::close));
        if (Boolean.getBoolean("waymark.stop-with-parent")) {
            stopWithParent();
        }
        try {
            long started = System.nanoTime();
            Path root = Path.of(System.getProperty("waymark.root", "")).toAbsolutePath();
            LocalGateway gateway = start(Settings.from(System.getenv(), root), things);
            gateway.announce(System.out, Duration.ofNanos(System.nanoTime() - started));
        } catch (StartFailure failure) {
            fail(failure);
        }
    }

    private static void fail(StartFailure failure) {
        LOG.debug("The start failed", failure);
        System.err.println(failure.line());
        System.exit(FAILED);
    }

    /// A Maven that is killed does not take the JVM that it forked with it.
    private static void stopWithParent() {
        ProcessHandle.current()
                .parent()
                .ifPresent(parent -> Thread.ofVirtual().start(() -> {
                    parent.onExit().join();
                    System.exit(0);
                }));
    }

    private void announce(PrintStream out, Duration took) {
        out.printf("""

                Waymark listens on %1$s (started in %2$.1f s)
                  key of the tenant "local"   %3$s
                  operator key                %4$s

                Try it:
                  curl -sS -X PUT %1$s/v1/projects/demo -H 'Authorization: Bearer %3$s' -H 'Content-Type: application/json' -d '{"name": "Demo"}'

                Ctrl-C stops it.
                """, uri(), took.toMillis() / 1000.0, LocalKeys.TENANT_KEY, LocalKeys.OPERATOR_KEY);
        out.flush();
    }
}
