package dev.waymark.log;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Logger;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/// What SLF4J finds on the class path: every logger of a function, the libraries' too, writes lines
/// of this log. The system property `waymark.log.quiet` names loggers, with commas between, of
/// which errors alone are wanted.
public final class WaymarkLogging implements SLF4JServiceProvider {
    private final LogOutput output = LogOutput.of(System.getenv());
    private final Set<String> quiet =
            Set.of(System.getProperty("waymark.log.quiet", "").split(",", -1));
    private final Map<String, Logger> loggers = new ConcurrentHashMap<>();
    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final MDCAdapter context = new NOPMDCAdapter();

    @Override
    public ILoggerFactory getLoggerFactory() {
        return name -> loggers.computeIfAbsent(
                name, made -> new LineLogger(made, quiet.contains(made) ? output.from(Level.ERROR) : output));
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return context;
    }

    @Override
    public String getRequestedApiVersion() {
        return "2.0.99";
    }

    @Override
    public void initialize() {
        // everything is made beforehand
    }
}
