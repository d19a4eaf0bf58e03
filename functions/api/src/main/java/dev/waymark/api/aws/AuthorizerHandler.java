package dev.waymark.api.aws;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.waymark.api.dispatch.Authentication;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;

/// The authorizer: always allows, and hands over either the caller or why there is none, so that the function
/// can answer in the form of a problem. API Gateway keeps what it says for a while; a failure of the database
/// it may keep too, and that is why a function which is handed one asks again by itself.
public final class AuthorizerHandler implements RequestStreamHandler, AutoCloseable {
    private final FunctionContext function;
    private final Authentication authentication;
    private final AuthorizerContext authorizerContext;

    /// As Lambda makes it: configured by the environment.
    public AuthorizerHandler() {
        this(System.getenv());
    }

    public AuthorizerHandler(Map<String, String> environment) {
        this.function = FunctionContext.start(environment);
        this.authentication = function.context().getBean(Authentication.class);
        this.authorizerContext = function.context().getBean(AuthorizerContext.class);
        function.prime(() -> authorizerContext.answer(authentication.of("Bearer wm_priming")));
    }

    @Override
    public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
        String header = ApiGatewayEvent.read(in).header("authorization");
        out.write(authorizerContext.answer(authentication.of(header)));
    }

    @Override
    public void close() {
        function.close();
    }
}
