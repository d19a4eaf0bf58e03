package dev.waymark.api.retention;

import io.micronaut.context.BeanContext;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
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

    private static @Nullable Object call(Method method, Object target, @Nullable Object[] arguments) throws Throwable {
        try {
            method.setAccessible(true);
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

    /// The same work, made anew, on repositories and a store of which every call has a seam before and one after it. A
    /// repository's call is a statement, and a transaction of its own.
    static <T> T mortal(BeanContext beans, Class<T> work) throws ReflectiveOperationException {
        return work.cast(made(beans, work, new HashMap<>()));
    }

    private static Object made(BeanContext beans, Class<?> type, Map<Class<?>, Object> others)
            throws ReflectiveOperationException {
        Object other = others.get(type);
        if (other != null) {
            return other;
        }
        Object made = type.isInterface() ? withSeams(type, beans.getBean(type)) : built(beans, type, others);
        others.put(type, made);
        return made;
    }

    private static Object built(BeanContext beans, Class<?> type, Map<Class<?>, Object> others)
            throws ReflectiveOperationException {
        if (!type.getName().matches("dev\\.waymark\\.(retention|archive)\\..*")) {
            return beans.getBean(type);
        }
        Constructor<?> constructor = type.getDeclaredConstructors()[0];
        constructor.setAccessible(true);
        Object[] arguments = new Object[constructor.getParameterCount()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = made(beans, constructor.getParameterTypes()[i], others);
        }
        return constructor.newInstance(arguments);
    }

    private static Object withSeams(Class<?> type, Object bean) {
        return Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (_, method, arguments) ->
                        callBetweenSeams(method, bean, arguments == null ? new Object[0] : arguments));
    }
}
