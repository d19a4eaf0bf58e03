package dev.waymark.cli.run;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Takes the signals that would end this program, for as long as it is open. The JDK has no supported class for that:
/// `sun.misc.Signal` is asked for by name, and where a JVM has none, signals do what they always do.
public final class Signals implements AutoCloseable {
    private static final List<String> NAMES = List.of("INT", "TERM", "HUP");

    private record Replaced(Object signal, Object handler) {}

    private final List<Replaced> replaced = new ArrayList<>();

    private Signals() {}

    /// From now on `taker` is told the name of each signal, such as `INT`.
    public static Signals to(Consumer<String> taker) {
        var signals = new Signals();
        NAMES.forEach(name -> signals.take(name, taker));
        return signals;
    }

    private void take(String name, Consumer<String> taker) {
        try {
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object signal = Class.forName("sun.misc.Signal")
                    .getConstructor(String.class)
                    .newInstance(name);
            Object mine = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            taker.accept(name);
                        }
                        return method.getName().equals("hashCode") ? Integer.valueOf(name.hashCode()) : null;
                    });
            replaced.add(new Replaced(signal, handle(signal, mine)));
        } catch (ReflectiveOperationException | IllegalArgumentException unknownHere) {
            // The signal keeps its own effect.
            return;
        }
    }

    private static Object handle(Object signal, Object handler) throws ReflectiveOperationException {
        try {
            return signal.getClass()
                    .getMethod("handle", signal.getClass(), Class.forName("sun.misc.SignalHandler"))
                    .invoke(null, signal, handler);
        } catch (InvocationTargetException refused) {
            // The JVM uses this one itself.
            throw new IllegalArgumentException(refused);
        }
    }

    @Override
    public void close() {
        for (Replaced one : replaced) {
            try {
                handle(one.signal(), one.handler());
            } catch (ReflectiveOperationException | IllegalArgumentException impossible) {
                throw new IllegalStateException("what was taken can be given back", impossible);
            }
        }
    }
}
