package dev.waymark.bench;

import com.amazonaws.services.lambda.runtime.Context;
import java.lang.reflect.Proxy;

/// The context of an invocation; the handlers read nothing of it.
final class NoContext {
    static final Context INSTANCE = (Context) Proxy.newProxyInstance(
            NoContext.class.getClassLoader(), new Class<?>[] {Context.class}, (proxy, method, arguments) -> {
                throw new UnsupportedOperationException(method.getName());
            });

    private NoContext() {}
}
