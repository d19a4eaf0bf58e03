package dev.waymark.local;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The functions that requests or schedules reach, each started once.
final class Functions implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Functions.class);

    private final Map<String, LocalFunction> byName;

    private Functions(Map<String, LocalFunction> byName) {
        this.byName = byName;
    }

    /// Says which environment a function gets.
    interface Environment {
        Map<String, String> of(FunctionResource resource);
    }

    /// Starts them at the same time, and waits for all.
    ///
    /// @throws StartFailure where one does not start; the others are closed again
    static Functions start(Template template, Environment environment) throws InterruptedException {
        List<Callable<Map.Entry<String, LocalFunction>>> starts = new ArrayList<>();
        for (String name : template.called()) {
            FunctionResource resource = template.function(name);
            starts.add(() -> Map.entry(name, LocalFunction.start(resource, environment.of(resource))));
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return collect(threads.invokeAll(starts));
        }
    }

    private static Functions collect(List<Future<Map.Entry<String, LocalFunction>>> starts)
            throws InterruptedException {
        var byName = new LinkedHashMap<String, LocalFunction>();
        ExecutionException failure = null;
        for (Future<Map.Entry<String, LocalFunction>> start : starts) {
            try {
                byName.put(start.get().getKey(), start.get().getValue());
            } catch (ExecutionException e) {
                failure = e;
            }
        }
        var functions = new Functions(byName);
        if (failure == null) {
            return functions;
        }
        functions.close();
        if (failure.getCause() instanceof StartFailure known) {
            throw known;
        }
        throw new StartFailure("A function does not start: " + failure.getCause(), failure);
    }

    LocalFunction get(String name) {
        LocalFunction function = byName.get(name);
        if (function == null) {
            throw new IllegalStateException("No route and no schedule leads to " + name);
        }
        return function;
    }

    @Override
    public void close() {
        byName.forEach((name, function) -> {
            try {
                function.stop();
            } catch (Exception e) {
                LOG.warn("{} did not close", name, e);
            }
        });
    }
}
