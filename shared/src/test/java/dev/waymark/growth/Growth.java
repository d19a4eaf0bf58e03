package dev.waymark.growth;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/// How the work of something grows with its input, in processor time of this thread: other load on the machine hardly
/// shows in that, and not at all in a ratio of two.
public final class Growth {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private Growth() {}

    /// How many times as long the large input takes: about `large / small` where work is in proportion to it, and the
    /// square of that where each part is compared with each other one.
    ///
    /// @param input makes the input of a size, which is not counted
    public static <T> double ratio(int small, int large, IntFunction<T> input, Consumer<T> work) {
        T few = input.apply(small);
        T many = input.apply(large);
        // the compiler has seen it
        work.accept(few);
        work.accept(few);
        double once = Math.max(
                1,
                nanoseconds(() -> {
                            work.accept(few);
                            work.accept(few);
                            work.accept(few);
                        })
                        / 3.0);
        return nanoseconds(() -> work.accept(many)) / once;
    }

    private static long nanoseconds(Runnable work) {
        long before = THREADS.getCurrentThreadCpuTime();
        work.run();
        return THREADS.getCurrentThreadCpuTime() - before;
    }
}
