package dev.waymark.aws;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import dev.waymark.encryption.LocalKeyFile;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/// How one function reaches the database, and what wraps keys, taken from its environment.
///
/// `WAYMARK_JDBC_URL` (without credentials), `WAYMARK_DB_USER` (the login role of the function's family),
/// `WAYMARK_DB_PASSWORD` where the role has one, or `WAYMARK_DB_IAM=true` to log in by IAM instead (in the
/// region of `AWS_REGION`, over TLS only), and `WAYMARK_POOL_SIZE` (1 by default: a Lambda function works for
/// one request at a time); `WAYMARK_KMS_KEY` (ARN, id or alias of a key of AWS KMS) or `WAYMARK_KEY_FILE`.
public final class DataSourceSettings {
    private static final String PREFIX = "datasources.default.";
    private static final String DRIVER = PREFIX + "data-source-properties.";
    private static final Set<String> ENCRYPTED = Set.of("require", "verify-ca", "verify-full");

    private final Map<String, String> environment;
    private final Map<String, Object> properties = new HashMap<>();

    private DataSourceSettings(Map<String, String> environment) {
        this.environment = environment;
    }

    /// The properties of the data source.
    ///
    /// @throws IllegalStateException naming the variable that is missing or out of place
    public static Map<String, Object> of(Map<String, String> environment) {
        var settings = new DataSourceSettings(environment);
        settings.putLogin();
        settings.putPool();
        settings.putTimeouts();
        settings.putEncryption();
        return settings.properties;
    }

    private void putLogin() {
        String url = required("WAYMARK_JDBC_URL");
        properties.put(PREFIX + "url", url);
        properties.put(PREFIX + "driver-class-name", "org.postgresql.Driver");
        properties.put(PREFIX + "username", required("WAYMARK_DB_USER"));
        properties.put(PREFIX + "password", environment.getOrDefault("WAYMARK_DB_PASSWORD", ""));
        properties.put(DRIVER + "ApplicationName", "waymark");
        properties.put(PREFIX + "dialect", "POSTGRES");
        properties.put(PREFIX + "schema-generate", "NONE");
        if (Boolean.parseBoolean(environment.get("WAYMARK_DB_IAM"))) {
            requireEncryption(url);
            properties.put(DRIVER + PGProperty.AUTHENTICATION_PLUGIN_CLASS_NAME.getName(), IamPassword.class.getName());
            properties.put(DRIVER + IamPassword.REGION, required("AWS_REGION"));
        }
    }

    private void putPool() {
        properties.put(PREFIX + "maximum-pool-size", environment.getOrDefault("WAYMARK_POOL_SIZE", "1"));
        properties.put(PREFIX + "minimum-idle", "0");
        // no connection at start: it would cost a third of a warm start
        properties.put(PREFIX + "initialization-fail-timeout", "-1");
        // shorter than an IAM password holds, so that a login that was taken away ends soon
        properties.put(PREFIX + "max-lifetime", "840000");
    }

    /// The database down is told within 5 seconds, though the authorizer waits for it first and then the
    /// function.
    private void putTimeouts() {
        properties.put(PREFIX + "connection-timeout", "2000");
        properties.put(PREFIX + "validation-timeout", "1000");
        properties.put(DRIVER + PGProperty.CONNECT_TIMEOUT.getName(), "2");
        properties.put(DRIVER + PGProperty.SOCKET_TIMEOUT.getName(), "28");
        properties.put(DRIVER + PGProperty.OPTIONS.getName(), "-c statement_timeout=20s -c lock_timeout=5s");
    }

    /// What wraps the keys of tenants that encrypt fields: a key of KMS, else a file; neither where none can.
    private void putEncryption() {
        put(KmsKey.PROPERTY, environment.get("WAYMARK_KMS_KEY"));
        if (!properties.containsKey(KmsKey.PROPERTY)) {
            put(LocalKeyFile.PROPERTY, environment.get("WAYMARK_KEY_FILE"));
        }
    }

    private void put(String property, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            properties.put(property, value);
        }
    }

    private String required(String name) {
        String value = environment.get(name);
        if (value == null || value.isBlank()) {
            throw new IllegalStateException(name + " is not set");
        }
        return value;
    }

    /// An IAM password travels as it is: whoever reads it may log in with it for some minutes.
    private static void requireEncryption(String url) {
        Properties parsed = Driver.parseURL(url, null);
        @Nullable String mode = parsed == null ? null : PGProperty.SSL_MODE.getOrDefault(parsed);
        if (mode == null || !ENCRYPTED.contains(mode)) {
            throw new IllegalStateException(
                    "WAYMARK_DB_IAM needs sslmode=require, verify-ca or verify-full in WAYMARK_JDBC_URL");
        }
    }
}
