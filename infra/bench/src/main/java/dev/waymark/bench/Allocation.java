package dev.waymark.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/// What this thread has allocated.
final class Allocation {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Allocation() {}

    /// Bytes since the thread began.
    static long bytes() {
        return THREADS.getCurrentThreadAllocatedBytes();
    }
}
