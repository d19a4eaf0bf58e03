package dev.waymark.migrate.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.waymark.migrate.AdminAccess;
import dev.waymark.migrate.FirstOperatorKey;
import dev.waymark.migrate.Migrate;
import dev.waymark.migrate.MigrationException;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What one deploy does to the database: migrate, and see to it that the operator's first key works.
final class Deployment implements Runnable {
    private final Map<String, String> environment;
    private final Secrets secrets;
    private final Consumer<AdminAccess> migration;
    private final FirstOperatorKey.Store keys;

    Deployment(
            Map<String, String> environment,
            Secrets secrets,
            Consumer<AdminAccess> migration,
            FirstOperatorKey.Store keys) {
        this.environment = environment;
        this.secrets = secrets;
        this.migration = migration;
        this.keys = keys;
    }

    /// On AWS login roles have no password: they log in by IAM.
    static Deployment onAws(Map<String, String> environment, Secrets secrets) {
        return new Deployment(
                environment, secrets, admin -> Migrate.on(admin).withIamLogin().run(), FirstOperatorKey::store);
    }

    @Override
    public void run() {
        JsonNode credentials = secret("WAYMARK_DB_SECRET_ARN");
        AdminAccess admin = AdminAccess.of(
                setting("WAYMARK_JDBC_URL"), text(credentials, "username"), text(credentials, "password"));
        migration.accept(admin);
        if (environment.containsKey("WAYMARK_OPERATOR_SECRET_ARN")) {
            keys.store(admin, FirstOperatorKey.of(text(secret("WAYMARK_OPERATOR_SECRET_ARN"), "api_key")));
        }
    }

    private JsonNode secret(String setting) {
        try {
            return new ObjectMapper().readTree(secrets.read(setting(setting)));
        } catch (JsonProcessingException e) {
            // The cause would quote the secret.
            throw new MigrationException("The secret of " + setting + " is not JSON");
        }
    }

    private String setting(String name) {
        @Nullable String value = environment.get(name);
        if (value == null || value.isBlank()) {
            throw new MigrationException("The environment variable " + name + " is missing");
        }
        return value;
    }

    private static String text(JsonNode secret, String member) {
        String value = secret.path(member).asText("");
        if (value.isEmpty()) {
            throw new MigrationException("A secret lacks the member " + member);
        }
        return value;
    }
}
