package dev.waymark.api.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.api.dispatch.Dispatcher;
import dev.waymark.postgres.TestDatabase;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;
import org.junit.jupiter.api.Test;

class PrimerTest {
    private static final Context<Resource> SNAPSHOT = Core.getGlobalContext();

    @Test
    void primesThroughTheDatabaseLeavesNoConnectionAndWorksAfterwards() throws SQLException {
        try (TestDatabase database = TestDatabase.create();
                FunctionContext function = FunctionContext.start(environment(database))) {
            Dispatcher dispatcher = function.context().getBean(Dispatcher.class);
            var status = new AtomicInteger();
            var sessions = new AtomicInteger();
            Primer primer = function.prime(() -> {
                status.set(dispatcher.answer(Priming.health()).status());
                sessions.set(Sessions.ofFunctionsIn(database));
            });

            primer.beforeCheckpoint(SNAPSHOT);

            assertThat(status).hasValue(200);
            assertThat(sessions).hasValue(1);
            Sessions.awaitNoneOfFunctionsIn(database);
            primer.afterRestore(SNAPSHOT);
            assertThat(dispatcher.answer(Priming.health()).status()).isEqualTo(200);
        }
    }

    @Test
    void aFailureWhilePrimingDoesNotHinderTheSnapshot() throws SQLException {
        try (TestDatabase database = TestDatabase.create();
                FunctionContext function = FunctionContext.start(environment(database))) {
            Dispatcher dispatcher = function.context().getBean(Dispatcher.class);
            Primer primer = function.prime(() -> {
                dispatcher.answer(Priming.health());
                throw new IllegalStateException("priming fails");
            });

            primer.beforeCheckpoint(SNAPSHOT);

            Sessions.awaitNoneOfFunctionsIn(database);
        }
    }

    private static Map<String, String> environment(TestDatabase database) {
        var environment = new HashMap<String, String>();
        environment.put("WAYMARK_JDBC_URL", database.jdbcUrl());
        environment.put("WAYMARK_DB_USER", database.user("waymark_read"));
        String password = database.password("waymark_read");
        if (password != null) {
            environment.put("WAYMARK_DB_PASSWORD", password);
        }
        return environment;
    }
}
