package dev.waymark.local;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;

/// A function of the template with its handler started. Calls run at the same time on the one handler, where Lambda
/// would start one handler per call under way; the handler's pool of connections makes up for it.
final class LocalFunction {
    private final FunctionResource resource;
    private final RequestStreamHandler handler;

    private LocalFunction(FunctionResource resource, RequestStreamHandler handler) {
        this.resource = resource;
        this.handler = handler;
    }

    /// Makes the handler by its constructor `(Map<String, String> environment)`.
    ///
    /// @throws StartFailure where there is no such handler, or it does not start
    static LocalFunction start(FunctionResource resource, Map<String, String> environment) {
        String what = resource.name() + " (" + resource.handlerClass() + ")";
        try {
            Object handler = Class.forName(resource.handlerClass())
                    .getConstructor(Map.class)
                    .newInstance(environment);
            if (handler instanceof RequestStreamHandler streams) {
                return new LocalFunction(resource, streams);
            }
            throw new StartFailure(what + " does not take streams");
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new StartFailure(what + " does not start: " + StartFailure.reason(cause), e);
        } catch (ReflectiveOperationException e) {
            throw new StartFailure(what + " cannot be made: " + e, e);
        }
    }

    /// Event in, answer out.
    ///
    /// @throws IOException where the handler throws it, which Lambda tells as a failed call
    byte[] invoke(byte[] event, String requestId) throws IOException {
        var output = new ByteArrayOutputStream();
        handler.handleRequest(
                new ByteArrayInputStream(event),
                output,
                new InvocationContext(resource.name(), requestId, resource.timeout()));
        return output.toByteArray();
    }

    /// Closes the handler where it can be closed.
    void stop() throws Exception {
        if (handler instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }
}
