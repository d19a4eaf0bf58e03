package dev.waymark.api.aws;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.waymark.api.dispatch.Authentication;
import dev.waymark.api.dispatch.Dispatcher;
import dev.waymark.api.dispatch.Response;
import dev.waymark.caller.Work;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;

/// The handler of every function behind API Gateway: one event in, one answer out. Requests may come at once.
public final class ApiHandler implements RequestStreamHandler, AutoCloseable {
    private final FunctionContext function;
    private final Dispatcher dispatcher;
    private final AuthorizerContext authorizerContext;
    private final Authentication authentication;
    private final RequestLines lines;

    /// As Lambda makes it: configured by the environment.
    public ApiHandler() {
        this(System.getenv());
    }

    public ApiHandler(Map<String, String> environment) {
        this.function = FunctionContext.start(environment);
        this.dispatcher = function.context().getBean(Dispatcher.class);
        this.authorizerContext = function.context().getBean(AuthorizerContext.class);
        this.authentication = function.context().getBean(Authentication.class);
        this.lines = RequestLines.of(environment, function.pool(), function.context());
        function.prime(() -> dispatcher.answer(Priming.health()));
    }

    @Override
    public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
        long started = System.nanoTime();
        ApiGatewayEvent event = ApiGatewayEvent.read(in);
        var work = new Work(event.requestId());
        Response response = work.run(() -> {
            Response answer = dispatcher.answer(event.request(authenticated(event)));
            lines.answered(work, answer.status(), Duration.ofNanos(System.nanoTime() - started));
            return answer;
        });
        ApiGatewayAnswer.write(response, out);
    }

    /// What the authorizer said, or what holds now where it could not look the key up.
    private Authentication.Outcome authenticated(ApiGatewayEvent event) {
        Authentication.Outcome outcome = authorizerContext.read(event.authorizer());
        return outcome.isWorthAnotherTry() ? authentication.of(event.header("authorization")) : outcome;
    }

    /// The beans behind the operations, for whoever runs them in its own process.
    public ApplicationContext beans() {
        return function.context();
    }

    @Override
    public void close() {
        function.close();
    }
}
