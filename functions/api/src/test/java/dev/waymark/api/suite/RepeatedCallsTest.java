package dev.waymark.api.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The driver treats a statement otherwise once it has run a few times on one connection; callers never see
/// that.
final class RepeatedCallsTest {
    /// More than the number of runs after which driver and server change their ways: 5 each, one after the
    /// other.
    private static final int CALLS = 12;

    private static final Functions FUNCTIONS = new Functions();
    private static final LedgerCopies LEDGERS = new LedgerCopies(FUNCTIONS);

    @AfterAll
    static void close() {
        LEDGERS.close();
        FUNCTIONS.close();
    }

    static Stream<String> reads() {
        return FUNCTIONS.routeKeys().stream().filter(route -> route.startsWith("GET "));
    }

    @ParameterizedTest
    @MethodSource("reads")
    void everyReadAnswersTheSameHoweverOftenItIsAsked(String route) {
        Sample sample = Sample.of(route);
        Client client = sample.callerOf(FUNCTIONS, LEDGERS.first());
        String path = sample.pathOn(LEDGERS.first());
        // the first answer may be the one before last_used_at is noted
        client.get(path).expect(200);
        Functions.Answer first = withoutAccesses(client.get(path).expect(200));
        for (int call = 2; call <= CALLS; call++) {
            assertThat(withoutAccesses(client.get(path))).as("call %d", call).isEqualTo(first);
        }
    }

    /// Reading a memory is counted, and the answer tells so.
    private static Functions.Answer withoutAccesses(Functions.Answer answer) {
        if (answer.body() instanceof ObjectNode body) {
            body.remove(List.of("access_count", "last_accessed_at"));
        }
        return answer;
    }

    @Test
    void everyWriteGoesThroughHoweverOftenItIsMade() {
        for (int call = 1; call <= CALLS; call++) {
            for (String route : FUNCTIONS.routeKeys()) {
                if (!route.startsWith("GET ") && !route.equals("DELETE /v1/tenants/{id}")) {
                    Sample sample = Sample.of(route);
                    Ledger target = LEDGERS.next();
                    Functions.Answer answer = sample.send(sample.callerOf(FUNCTIONS, target), target);
                    assertThat(answer.status())
                            .as("%s, call %d: %s", route, call, answer.body())
                            .isBetween(200, 299);
                }
            }
        }
    }
}
