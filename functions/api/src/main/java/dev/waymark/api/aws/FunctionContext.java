package dev.waymark.api.aws;

import com.zaxxer.hikari.HikariDataSource;
import dev.waymark.aws.ArchiveSettings;
import dev.waymark.aws.DataSourceSettings;
import io.micronaut.context.ApplicationContext;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;
import org.crac.Core;
import org.jspecify.annotations.Nullable;

/// The beans of one function, set up from its environment as [DataSourceSettings] tells, and what happens
/// around a SnapStart snapshot.
final class FunctionContext implements AutoCloseable {
    private final ApplicationContext context;

    /// Held here because the snapshot's own list of resources holds them weakly.
    @SuppressWarnings("UnusedVariable") // to be reachable is its whole use
    private @Nullable Primer primer;

    private FunctionContext(ApplicationContext context) {
        this.context = context;
    }

    static FunctionContext start(Map<String, String> environment) {
        return new FunctionContext(ApplicationContext.builder()
                .deduceEnvironment(false)
                .banner(false)
                .properties(DataSourceSettings.of(environment))
                .properties(ArchiveSettings.of(environment))
                .start());
    }

    ApplicationContext context() {
        return context;
    }

    /// Has the work run once before a snapshot of this process is taken. Returns it, for who takes none.
    Primer prime(Runnable work) {
        Primer made = new Primer(work, pool());
        primer = made;
        Core.getGlobalContext().register(made);
        return made;
    }

    /// The connections of this function.
    HikariDataSource pool() {
        try {
            return DelegatingDataSource.unwrapDataSource(context.getBean(DataSource.class))
                    .unwrap(HikariDataSource.class);
        } catch (SQLException e) {
            throw new IllegalStateException("the data source is no pool", e);
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
