package dev.waymark.api.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.DefaultBeanContext;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/// A function lives for hours and serves thousands of events: nothing may stay behind after one.
@Isolated
class LeakTest {
    private static final int WARM_UP = 1_000;
    private static final int WINDOW = 1_000;
    /// A quarter of a kilobyte per invocation: less than one registered bean, with its name and its scope,
    /// takes.
    private static final long BOUND_BYTES = WINDOW * 256L;

    private static final int COLLECTIONS = 4;
    private static final MemoryMXBean MEMORY = ManagementFactory.getMemoryMXBean();

    private final Functions functions = Functions.shared();
    private final Client client = functions.newTenant();
    private final UUID command = client.newCommand();

    @Test
    void twoThousandInvocationsLeaveNoBeanAndNoMemoryBehind() {
        invoke(WARM_UP);
        int beans = beans();
        invoke(WINDOW);
        long afterFirst = usedBytes();
        invoke(WINDOW);
        long afterSecond = usedBytes();

        assertThat(beans()).isEqualTo(beans);
        assertThat(afterSecond - afterFirst).isLessThan(BOUND_BYTES);
    }

    @Test
    void aBeanThatIsRegisteredIsCounted() {
        int beans = beans();
        functions.handler("waymark_record").beans().registerSingleton(new AtomicInteger());
        assertThat(beans()).isEqualTo(beans + 1);
    }

    /// Half of them write and half read; each is also an invocation of the authorizer.
    private void invoke(int times) {
        for (int i = 0; i < times / 2; i++) {
            client.newStep(command, "{\"command\": \"ls\"}");
            client.get("/v1/commands/" + command).expect(200);
        }
    }

    private int beans() {
        return beans("waymark_record") + beans("waymark_read");
    }

    private int beans(String role) {
        ApplicationContext context = functions.handler(role).beans();
        return ((DefaultBeanContext) context)
                .getActiveBeanRegistrations(Object.class)
                .size();
    }

    /// What is reachable: the least of some looks, each after a collection, since other threads allocate too.
    private static long usedBytes() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            least = Math.min(least, MEMORY.getHeapMemoryUsage().getUsed());
        }
        return least;
    }
}
