package dev.waymark.api;

import com.amazonaws.services.lambda.runtime.Context;
import java.lang.reflect.Proxy;

/// The context that Lambda hands to a handler; the handlers here read nothing of it.
public final class LambdaContext {
    public static final Context NONE = (Context) Proxy.newProxyInstance(
            LambdaContext.class.getClassLoader(), new Class<?>[] {Context.class}, (proxy, method, arguments) -> {
                throw new UnsupportedOperationException(method.getName());
            });

    private LambdaContext() {}
}
