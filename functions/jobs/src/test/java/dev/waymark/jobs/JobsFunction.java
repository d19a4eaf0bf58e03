package dev.waymark.jobs;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.waymark.jobs.aws.JobsHandler;
import dev.waymark.postgres.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The jobs function as Lambda runs it, on a database of its own.
public final class JobsFunction implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ROLE = "waymark_jobs";

    /// Where the functions of this JVM keep archives.
    public static final Path ARCHIVES = newFolder();
    /// Made when it is needed first.
    public static final String KEY_FILE = "target/encryption.key";

    private final TestDatabase database;
    private final JobsHandler handler;
    private final boolean keepsDatabase;

    public JobsFunction() {
        this.database = TestDatabase.create();
        this.handler = new JobsHandler(environment(database));
        this.keepsDatabase = false;
    }

    /// Another one on a database that is there, and stays when this is closed.
    public JobsFunction(TestDatabase database, Path keyFile) {
        Map<String, String> environment = environment(database);
        environment.put("WAYMARK_KEY_FILE", keyFile.toString());
        this.database = database;
        this.handler = new JobsHandler(environment);
        this.keepsDatabase = true;
    }

    private static Path newFolder() {
        try {
            return Files.createTempDirectory("waymark-archives");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public TestDatabase database() {
        return database;
    }

    /// Event in, report out.
    public JsonNode run(byte[] event) throws IOException {
        var out = new ByteArrayOutputStream();
        handler.handleRequest(new ByteArrayInputStream(event), out, new FifteenMinutes());
        return JSON.readTree(out.toByteArray());
    }

    /// The environment of the function.
    public static Map<String, String> environment(TestDatabase database) {
        var environment = new HashMap<String, String>();
        environment.put("WAYMARK_JDBC_URL", database.jdbcUrl());
        environment.put("WAYMARK_DB_USER", database.user(ROLE));
        environment.put("WAYMARK_POOL_SIZE", "2");
        environment.put("WAYMARK_ARCHIVES", ARCHIVES.toString());
        environment.put("WAYMARK_KEY_FILE", KEY_FILE);
        String password = database.password(ROLE);
        if (password != null) {
            environment.put("WAYMARK_DB_PASSWORD", password);
        }
        return environment;
    }

    @Override
    public void close() {
        handler.close();
        if (!keepsDatabase) {
            database.close();
        }
    }

    /// A call that has all of its time left.
    private record FifteenMinutes() implements Context {
        @Override
        public String getAwsRequestId() {
            return "test";
        }

        @Override
        public String getLogGroupName() {
            return "";
        }

        @Override
        public String getLogStreamName() {
            return "";
        }

        @Override
        public String getFunctionName() {
            return "jobs";
        }

        @Override
        public String getFunctionVersion() {
            return "1";
        }

        @Override
        public String getInvokedFunctionArn() {
            return "";
        }

        @Override
        public @Nullable CognitoIdentity getIdentity() {
            return null;
        }

        @Override
        public @Nullable ClientContext getClientContext() {
            return null;
        }

        @Override
        public int getRemainingTimeInMillis() {
            return 900_000;
        }

        @Override
        public int getMemoryLimitInMB() {
            return 512;
        }

        @Override
        public @Nullable LambdaLogger getLogger() {
            return null;
        }
    }
}
