package dev.waymark.api;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.api.aws.ApiHandler;
import dev.waymark.api.aws.AuthorizerHandler;
import dev.waymark.migrate.AdminAccess;
import dev.waymark.migrate.FirstOperatorKey;
import dev.waymark.migrate.LoginPasswords;
import dev.waymark.migrate.Roles;
import dev.waymark.postgres.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The functions of Waymark as Lambda runs them, one handler per family with its own login role, on one
/// database. Routes like API Gateway, authorizer included. Safe for use by several threads.
public final class Functions implements AutoCloseable {
    public static final ObjectMapper JSON = new ObjectMapper();
    private static final String OPERATOR_KEY = "wm_operator_of_the_tests_0123456789";
    private static final int POOL_SIZE = 12;

    /// Where the functions of this JVM keep archives.
    public static final Path ARCHIVES = newFolder();
    /// Made when a test encrypts first.
    private static final Path KEY_FILE = Path.of("target", "encryption-" + UUID.randomUUID() + ".key");

    private final @Nullable TestDatabase database;
    private final AuthorizerHandler authorizer;
    private final Map<String, ApiHandler> byRole = new LinkedHashMap<>();
    private final Router router;

    private static Path newFolder() {
        try {
            Path folder = Files.createTempDirectory("waymark-archives");
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> delete(folder)));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            // a folder of the tests stays behind
        }
    }

    /// Functions on a database of their own.
    public Functions() {
        this(TestDatabase.create());
    }

    private Functions(TestDatabase database) {
        this(database, Map.of());
    }

    /// Functions whose analytical reads go to a replica: the same database, under another name.
    public static Functions withReplica(String applicationName) {
        TestDatabase database = TestDatabase.create();
        String url = database.jdbcUrl();
        String replica = url + (url.contains("?") ? "&" : "?") + "ApplicationName=" + applicationName;
        return new Functions(database, Map.of("WAYMARK_REPLICA_JDBC_URL", replica));
    }

    private Functions(TestDatabase database, Map<String, String> more) {
        this(database, role -> {
            Map<String, String> environment = environment(database, role);
            environment.putAll(more);
            return environment;
        });
        OperatorKey.put(database, OPERATOR_KEY);
    }

    private Functions(@Nullable TestDatabase database, Environment environment) {
        this.database = database;
        this.authorizer = new AuthorizerHandler(environment.of("waymark_access"));
        for (String role : Roles.LOGINS) {
            byRole.put(role, new ApiHandler(environment.of(role)));
        }
        this.router = new Router(handler("waymark_read").beans());
    }

    /// Functions on a migrated database that may be down; [#database()] is not there for it.
    public static Functions on(AdminAccess admin, LoginPasswords passwords) {
        FirstOperatorKey.store(admin, FirstOperatorKey.of(OPERATOR_KEY));
        return new Functions(null, role -> environment(admin.url(), role, passwords.of(role)));
    }

    /// Functions on a database of their own, with more in their environment.
    public static Functions with(Map<String, String> more) {
        return new Functions(TestDatabase.create(), more);
    }

    /// The environment of a family's functions.
    @FunctionalInterface
    private interface Environment {
        Map<String, String> of(String role);
    }

    /// The functions that all test classes of this JVM share, and use at the same time. Who counts, who changes the
    /// schema, or who looks at rows of every tenant makes functions of its own.
    public static Functions shared() {
        return Shared.FUNCTIONS;
    }

    private static final class Shared {
        static final Functions FUNCTIONS = new Functions();
    }

    public TestDatabase database() {
        return Objects.requireNonNull(database, "made on a database that is not the tests' own");
    }

    /// The handler of a family.
    public ApiHandler handler(String role) {
        ApiHandler handler = byRole.get(role);
        if (handler == null) {
            throw new IllegalArgumentException("no family " + role);
        }
        return handler;
    }

    public AuthorizerHandler authorizer() {
        return authorizer;
    }

    /// Every route key, such as `GET /v1/commands/{id}`.
    public java.util.Set<String> routeKeys() {
        return router.keys();
    }

    /// A client with this key; null sends no Authorization.
    public Client as(@Nullable String apiKey) {
        return new Client(this, apiKey);
    }

    public Client operator() {
        return as(OPERATOR_KEY);
    }

    /// A client with the admin key of a new tenant.
    public Client newTenant() {
        Answer made = operator().post("/v1/tenants", "{\"name\": \"tenant " + UUID.randomUUID() + "\"}");
        return as(made.expect(201).body().get("api_key").asText());
    }

    /// Sends a request the way API Gateway would.
    ///
    /// @param path encoded, with its query
    Answer send(String method, String path, Map<String, String> headers, byte @Nullable [] body) {
        boolean open = router.match(method, path).routeKey().equals("GET /v1/health");
        return send(method, path, headers, body, open ? null : authorize(method, path, headers));
    }

    /// What the authorizer hands over for a request.
    public JsonNode authorize(String method, String path, Map<String, String> headers) {
        return invoke(authorizer, Events.authorizer(router.match(method, path), lowerCase(headers)))
                .get("context");
    }

    /// Sends a request with what the authorizer handed over at some time, as API Gateway does while it keeps
    /// that.
    public Answer send(
            String method,
            String path,
            Map<String, String> headers,
            byte @Nullable [] body,
            @Nullable JsonNode authorized) {
        Router.Match match = router.match(method, path);
        ObjectNode event = Events.http(match, lowerCase(headers), body);
        if (authorized != null) {
            event.withObject("/requestContext/authorizer").set("lambda", authorized);
        }
        return Answer.of(invoke(handler(match.role()), event));
    }

    private static Map<String, String> lowerCase(Map<String, String> headers) {
        Map<String, String> lowerCase = new TreeMap<>();
        headers.forEach((name, value) -> lowerCase.put(name.toLowerCase(java.util.Locale.ROOT), value));
        return lowerCase;
    }

    private static JsonNode invoke(RequestStreamHandler handler, JsonNode event) {
        try {
            var out = new ByteArrayOutputStream();
            handler.handleRequest(new ByteArrayInputStream(JSON.writeValueAsBytes(event)), out, LambdaContext.NONE);
            return JSON.readTree(out.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> environment(TestDatabase database, String role) {
        return environment(database.jdbcUrl(), database.user(role), database.password(role));
    }

    private static Map<String, String> environment(String url, String user, @Nullable String password) {
        var environment = new LinkedHashMap<String, String>();
        environment.put("WAYMARK_JDBC_URL", url);
        environment.put("WAYMARK_DB_USER", user);
        if (password != null) {
            environment.put("WAYMARK_DB_PASSWORD", password);
        }
        environment.put("WAYMARK_POOL_SIZE", String.valueOf(POOL_SIZE));
        environment.put("WAYMARK_ARCHIVES", ARCHIVES.toString());
        environment.put("WAYMARK_KEY_FILE", KEY_FILE.toString());
        return environment;
    }

    @Override
    public void close() {
        byRole.values().forEach(ApiHandler::close);
        authorizer.close();
        if (database != null) {
            database.close();
        }
    }

    /// What a function answered.
    ///
    /// @param body JSON, or a missing node where there is none
    public record Answer(int status, Map<String, String> headers, JsonNode body) {
        static Answer of(JsonNode response) {
            try {
                Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
                response.get("headers")
                        .properties()
                        .forEach(h -> headers.put(h.getKey(), h.getValue().asText()));
                String text = response.get("body").asText();
                byte[] bytes = response.get("isBase64Encoded").asBoolean()
                        ? Base64.getDecoder().decode(text)
                        : text.getBytes(StandardCharsets.UTF_8);
                if ("gzip".equals(headers.get("content-encoding"))) {
                    bytes = new java.util.zip.GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes();
                }
                return new Answer(response.get("statusCode").asInt(), headers, JSON.readTree(bytes));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /// This answer, once its status is the one expected.
        public Answer expect(int expected) {
            if (status != expected) {
                throw new AssertionError("expected %d, got %d: %s".formatted(expected, status, body));
            }
            return this;
        }

        public String text(String pointer) {
            return body.at(pointer).asText();
        }

        public UUID id() {
            return UUID.fromString(body.get("id").asText());
        }

        /// The last part of the problem's type.
        public String problem() {
            String type = body.path("type").asText();
            return type.substring(type.lastIndexOf('/') + 1);
        }
    }
}
