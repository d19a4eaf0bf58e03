package dev.waymark.database;

import com.zaxxer.hikari.HikariDataSource;
import io.micronaut.context.BeanContext;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.core.order.Ordered;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.inject.qualifiers.Qualifiers;
import jakarta.inject.Singleton;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Wraps the data source so that every statement carries the caller with it (ADR 0002).
///
/// A prepared statement becomes `select set_config(…); <statement>`, sent with a single Sync: PostgreSQL runs
/// both in one transaction, so row security sees the caller, the settings end with the statement, and the
/// network is waited for once. Plain and callable statements are refused, because they would run without a
/// caller. What may be read from a [Replica] gets its connections from the pool of that.
@Singleton
final class CallerDataSource implements BeanCreatedEventListener<DataSource>, Ordered {
    private final BeanContext beans;

    CallerDataSource(BeanContext beans) {
        this.beans = beans;
    }

    /// First, so that Micronaut's own wrapper, which it unwraps again, is around this one and not inside of it.
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    @Override
    public DataSource onCreated(BeanCreatedEvent<DataSource> event) {
        DataSource source = event.getBean();
        return proxy(DataSource.class, (method, arguments) -> {
            Object result = call(method, method.getName().equals("getConnection") ? chosen(source) : source, arguments);
            return result instanceof Connection connection ? withCaller(connection) : result;
        });
    }

    /// The pool that a connection comes from: the replica's where that will do.
    private DataSource chosen(DataSource source) throws SQLException {
        DataSource replica = Replica.willDo()
                ? beans.findBean(DataSource.class, Qualifiers.byName(Replica.NAME))
                        .orElse(null)
                : null;
        return replica == null
                ? source
                : DelegatingDataSource.unwrapDataSource(replica).unwrap(HikariDataSource.class);
    }

    private static Connection withCaller(Connection connection) {
        return proxy(Connection.class, (method, arguments) -> switch (method.getName()) {
            case "prepareStatement" -> {
                arguments[0] = CallerStatement.prefixed(String.valueOf(arguments[0]));
                yield CallerStatement.of(
                        PreparedStatement.class.cast(Objects.requireNonNull(call(method, connection, arguments))));
            }
            case "createStatement", "prepareCall" ->
                throw new SQLFeatureNotSupportedException("only prepared statements carry the caller");
            default -> call(method, connection, arguments);
        });
    }

    /// What a proxy does for one method of its interface.
    interface Handler {
        @Nullable
        Object handle(java.lang.reflect.Method method, @Nullable Object[] arguments) throws Throwable;
    }

    static <T> T proxy(Class<T> type, Handler handler) {
        Object proxy = Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> handler.handle(method, arguments == null ? new Object[0] : arguments));
        return type.cast(proxy);
    }

    static @Nullable Object call(java.lang.reflect.Method method, Object target, @Nullable Object[] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }
}
