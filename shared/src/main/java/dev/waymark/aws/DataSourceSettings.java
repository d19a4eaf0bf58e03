package dev.waymark.aws;

import dev.waymark.database.Replica;
import dev.waymark.encryption.LocalKeyFile;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/// How one function reaches the database, and what wraps keys, taken from its environment.
///
/// `WAYMARK_JDBC_URL` (without credentials), `WAYMARK_DB_USER` (the login role of the function's family),
/// `WAYMARK_DB_PASSWORD` where the role has one, or `WAYMARK_DB_IAM=true` to log in by IAM instead (in the
/// region of `AWS_REGION`, over TLS only), and `WAYMARK_POOL_SIZE` (1 by default: a Lambda function works for
/// one request at a time); `WAYMARK_KMS_KEY` (ARN, id or alias of a key of AWS KMS) or `WAYMARK_KEY_FILE`.
/// `WAYMARK_REPLICA_JDBC_URL` names a replica that analytical reads go to, with the same login;
/// without it they go where all else goes.
public final class DataSourceSettings {
    private static final String DRIVER = "data-source-properties.";
    private static final String REPLICA_URL = "WAYMARK_REPLICA_JDBC_URL";
    private static final Set<String> ENCRYPTED = Set.of("require", "verify-ca", "verify-full");

    private final Map<String, String> environment;
    private final String prefix;
    private final Map<String, Object> properties = new HashMap<>();

    private DataSourceSettings(Map<String, String> environment, String source) {
        this.environment = environment;
        this.prefix = "datasources." + source + ".";
    }

    /// The properties of the data source.
    ///
    /// @throws IllegalStateException naming the variable that is missing or out of place
    public static Map<String, Object> of(Map<String, String> environment) {
        var all = new HashMap<>(source(environment, "default", "WAYMARK_JDBC_URL"));
        if (!environment.getOrDefault(REPLICA_URL, "").isBlank()) {
            all.putAll(source(environment, Replica.NAME, REPLICA_URL));
        }
        all.putAll(encryption(environment));
        return all;
    }

    private static Map<String, Object> source(Map<String, String> environment, String source, String url) {
        var settings = new DataSourceSettings(environment, source);
        settings.putLogin(settings.required(url));
        settings.putPool();
        settings.putTimeouts();
        return settings.properties;
    }

    private void put(String name, String value) {
        properties.put(prefix + name, value);
    }

    private void putLogin(String url) {
        put("url", url);
        put("driver-class-name", "org.postgresql.Driver");
        put("username", required("WAYMARK_DB_USER"));
        put("password", environment.getOrDefault("WAYMARK_DB_PASSWORD", ""));
        put(DRIVER + "ApplicationName", "waymark");
        put("dialect", "POSTGRES");
        put("schema-generate", "NONE");
        if (Boolean.parseBoolean(environment.get("WAYMARK_DB_IAM"))) {
            requireEncryption(url);
            put(DRIVER + PGProperty.AUTHENTICATION_PLUGIN_CLASS_NAME.getName(), IamPassword.class.getName());
            put(DRIVER + IamPassword.REGION, required("AWS_REGION"));
        }
    }

    private void putPool() {
        put("maximum-pool-size", environment.getOrDefault("WAYMARK_POOL_SIZE", "1"));
        put("minimum-idle", "0");
        // no connection at start: it would cost a third of a warm start
        put("initialization-fail-timeout", "-1");
        // shorter than an IAM password holds, so that a login that was taken away ends soon
        put("max-lifetime", "840000");
    }

    /// The database down is told within 5 seconds, though the authorizer waits for it first and then the
    /// function.
    private void putTimeouts() {
        put("connection-timeout", "2000");
        put("validation-timeout", "1000");
        put(DRIVER + PGProperty.CONNECT_TIMEOUT.getName(), "2");
        put(DRIVER + PGProperty.SOCKET_TIMEOUT.getName(), "28");
        put(DRIVER + PGProperty.OPTIONS.getName(), "-c statement_timeout=20s -c lock_timeout=5s");
    }

    /// What wraps the keys of tenants that encrypt fields: a key of KMS, else a file; neither where none can.
    private static Map<String, Object> encryption(Map<String, String> environment) {
        String kms = environment.getOrDefault("WAYMARK_KMS_KEY", "");
        String file = environment.getOrDefault("WAYMARK_KEY_FILE", "");
        if (!kms.isBlank()) {
            return Map.of(KmsKey.PROPERTY, kms);
        }
        return file.isBlank() ? Map.of() : Map.of(LocalKeyFile.PROPERTY, file);
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
