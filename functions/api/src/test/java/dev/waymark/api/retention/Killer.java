package dev.waymark.api.retention;

import dev.waymark.archive.ObjectStore;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.core.order.Ordered;
import jakarta.inject.Singleton;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Ends work, on the thread that asks for it, right before or right after one of its statements or of its calls of the
/// object store, as a kill would.
final class Killer {
    private static final ThreadLocal<int[]> LEFT = new ThreadLocal<>();

    /// Nobody catches it.
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    private Killer() {}

    /// Does the work up to its seam of this number, counted from 0.
    ///
    /// @return false when it came to its end before that
    static boolean killsAt(int seam, Runnable work) {
        LEFT.set(new int[] {seam});
        try {
            work.run();
            return false;
        } catch (Killed killed) {
            return true;
        } finally {
            LEFT.remove();
        }
    }

    private static void seam() {
        int[] left = LEFT.get();
        if (left != null && left[0]-- == 0) {
            throw new Killed();
        }
    }

    private interface Handling {
        @Nullable
        Object handle(Method method, @Nullable Object[] arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Handling handling) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (_, method, arguments) -> handling.handle(method, arguments == null ? new Object[0] : arguments)));
    }

    private static @Nullable Object call(Method method, Object target, @Nullable Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw Objects.requireNonNull(e.getCause());
        }
    }

    private static @Nullable Object callBetweenSeams(Method method, Object target, @Nullable Object[] arguments)
            throws Throwable {
        seam();
        Object result = call(method, target, arguments);
        seam();
        return result;
    }

    @Singleton
    static final class OfStatements implements BeanCreatedEventListener<DataSource>, Ordered {
        /// Around the one that adds the caller, and within Micronaut's own.
        @Override
        public int getOrder() {
            return HIGHEST_PRECEDENCE + 1;
        }

        @Override
        public DataSource onCreated(BeanCreatedEvent<DataSource> event) {
            DataSource source = event.getBean();
            return proxy(DataSource.class, (method, arguments) -> {
                Object result = call(method, source, arguments);
                return result instanceof Connection connection ? of(connection) : result;
            });
        }

        private static Connection of(Connection connection) {
            return proxy(Connection.class, (method, arguments) -> {
                Object result = call(method, connection, arguments);
                return result instanceof PreparedStatement statement ? of(statement) : result;
            });
        }

        private static PreparedStatement of(PreparedStatement statement) {
            return proxy(
                    PreparedStatement.class,
                    (method, arguments) -> method.getName().startsWith("execute")
                            ? callBetweenSeams(method, statement, arguments)
                            : call(method, statement, arguments));
        }
    }

    @Singleton
    static final class OfObjects implements BeanCreatedEventListener<ObjectStore> {
        @Override
        public ObjectStore onCreated(BeanCreatedEvent<ObjectStore> event) {
            ObjectStore store = event.getBean();
            return proxy(ObjectStore.class, (method, arguments) -> callBetweenSeams(method, store, arguments));
        }
    }
}
