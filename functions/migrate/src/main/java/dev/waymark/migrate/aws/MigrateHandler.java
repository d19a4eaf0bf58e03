package dev.waymark.migrate.aws;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.waymark.migrate.MigrationException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The Lambda function behind the stack's migration resource: Create and Update migrate, Delete leaves the data alone.
/// It always answers CloudFormation, with a reason that holds neither SQL nor a secret; the log has the whole story.
public final class MigrateHandler implements RequestStreamHandler {
    private static final Logger LOG = LoggerFactory.getLogger(MigrateHandler.class);

    private final Runnable deployment;

    /// What AWS Lambda calls.
    public MigrateHandler() {
        this(Deployment.onAws(System.getenv(), new SecretsManager()));
    }

    MigrateHandler(Runnable deployment) {
        this.deployment = deployment;
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        StackEvent event = StackEvent.read(input);
        new StackAnswer(event, event.isDelete() ? "" : deploy()).send();
    }

    /// Why the deployment failed; empty when it did not.
    private String deploy() {
        try {
            deployment.run();
            return "";
        } catch (MigrationException e) {
            LOG.error("The migration failed", e);
            return e.summary();
        } catch (RuntimeException e) {
            LOG.error("The migration failed", e);
            return "The migration failed: see the log of the migrate function";
        }
    }
}
