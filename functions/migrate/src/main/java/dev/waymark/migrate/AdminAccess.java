package dev.waymark.migrate;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/// How to reach a database as the role that may create roles and databases and owns this one.
///
/// @param url `jdbc:postgresql:` URL; never carries credentials
/// @param user the role, or null for the driver's own choice (the operating system's user)
/// @param password its password, or null where the server asks for none
public record AdminAccess(
        String url, @Nullable String user, @Nullable String password) {

    /// Reads a URL that may carry `user` and `password` as parameters; they are taken out of it.
    ///
    /// @throws MigrationException for what is not a PostgreSQL URL
    public static AdminAccess of(String url) {
        return of(url, null, null);
    }

    /// As [#of(String)]; a user or password given here wins over the URL's.
    public static AdminAccess of(String url, @Nullable String user, @Nullable String password) {
        Properties parsed = Driver.parseURL(url, new Properties());
        if (parsed == null) {
            throw new MigrationException("The database URL is not of the form jdbc:postgresql://host:port/database");
        }
        return new AdminAccess(
                withoutCredentials(url),
                user != null ? user : parsed.getProperty(PGProperty.USER.getName()),
                password != null ? password : parsed.getProperty(PGProperty.PASSWORD.getName()));
    }

    /// The same server and role, another database.
    public AdminAccess database(String name) {
        Properties parsed = Driver.parseURL(url, new Properties());
        if (parsed == null) {
            throw new IllegalStateException("The URL was read once and cannot be read again");
        }
        int question = url.indexOf('?');
        String parameters = question < 0 ? "" : url.substring(question);
        return new AdminAccess(
                "jdbc:postgresql://" + hosts(parsed) + "/" + UrlText.encode(name) + parameters, user, password);
    }

    /// Opens a connection; the caller closes it.
    public Connection open() throws SQLException {
        return DriverManager.getConnection(url, properties());
    }

    /// The URL with the credentials as parameters, for programs that take one string. A secret: never log it.
    public String urlWithCredentials() {
        var text = new StringBuilder(url);
        appendParameter(text, "user", user);
        appendParameter(text, "password", password);
        return text.toString();
    }

    @Override
    public String toString() {
        return "AdminAccess[" + url + "]";
    }

    private Properties properties() {
        var properties = new Properties();
        if (user != null) {
            properties.setProperty("user", user);
        }
        if (password != null) {
            properties.setProperty("password", password);
        }
        return properties;
    }

    private static void appendParameter(StringBuilder text, String name, @Nullable String value) {
        if (value == null) {
            return;
        }
        text.append(text.indexOf("?") < 0 ? '?' : '&').append(name).append('=').append(UrlText.encode(value));
    }

    private static String hosts(Properties parsed) {
        String[] names =
                parsed.getProperty(PGProperty.PG_HOST.getName(), "localhost").split(",", -1);
        String[] ports =
                parsed.getProperty(PGProperty.PG_PORT.getName(), "5432").split(",", -1);
        var text = new StringBuilder();
        for (int i = 0; i < names.length; i++) {
            String name = names[i].contains(":") && !names[i].startsWith("[") ? "[" + names[i] + "]" : names[i];
            text.append(i == 0 ? "" : ",").append(name).append(':').append(ports[Math.min(i, ports.length - 1)]);
        }
        return text.toString();
    }

    private static String withoutCredentials(String url) {
        int question = url.indexOf('?');
        if (question < 0) {
            return url;
        }
        var kept = new StringBuilder();
        for (String parameter : url.substring(question + 1).split("&", -1)) {
            if (!parameter.startsWith("user=") && !parameter.startsWith("password=") && !parameter.isEmpty()) {
                kept.append(kept.isEmpty() ? "?" : "&").append(parameter);
            }
        }
        return url.substring(0, question) + kept;
    }
}
