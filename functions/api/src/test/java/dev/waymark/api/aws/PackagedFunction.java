package dev.waymark.api.aws;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// A packaged function in a JVM of its own, started as Lambda starts it: the runtime client on the class
/// path, the code from the unzipped folder.
final class PackagedFunction implements AutoCloseable {
    private static final String RUNTIME_CLIENT = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";
    private static final Pattern RUNTIME_JARS = Pattern.compile("aws-lambda-java-|utils-lite-");
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration END_PATIENCE = Duration.ofSeconds(10);

    private final RuntimeApi api;
    private final Process process;
    private final Path log;

    private PackagedFunction(RuntimeApi api, Process process, Path log) {
        this.api = api;
        this.process = process;
        this.log = log;
    }

    static PackagedFunction start(Path zip, Path folder, String handler, Map<String, String> environment)
            throws IOException {
        Path code = folder.resolve("task");
        unzip(zip, code);
        var api = new RuntimeApi();
        Path log = folder.resolve("function.log");
        var builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                // where Lambda's runtime takes resources of org.crac
                "-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac",
                "-cp",
                runtimeClient(),
                RUNTIME_CLIENT,
                handler + "::handleRequest");
        builder.directory(code.toFile()).redirectErrorStream(true).redirectOutput(log.toFile());
        Map<String, String> variables = builder.environment();
        variables.keySet().removeIf(name -> name.startsWith("WAYMARK_") || name.startsWith("AWS_"));
        variables.put("AWS_LAMBDA_RUNTIME_API", api.authority());
        variables.put("AWS_LAMBDA_FUNCTION_NAME", "record");
        variables.put("AWS_LAMBDA_FUNCTION_VERSION", "1");
        variables.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1769");
        variables.put("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/record");
        variables.put("AWS_LAMBDA_LOG_STREAM_NAME", "local");
        variables.put("AWS_REGION", "eu-central-1");
        variables.put("LAMBDA_TASK_ROOT", code.toString());
        variables.put("_HANDLER", handler + "::handleRequest");
        variables.putAll(environment);
        return new PackagedFunction(api, builder.start(), log);
    }

    /// Event in, answer out.
    ///
    /// @throws IOException where there is no answer, with what the function wrote
    String invoke(byte[] event) throws IOException, InterruptedException {
        RuntimeApi.Outcome outcome = api.invoke(event, PATIENCE);
        if (outcome == null || !outcome.path().endsWith("/response")) {
            throw new IOException("No answer but " + outcome + "; the function wrote:\n" + Files.readString(log));
        }
        return outcome.body();
    }

    /// Waits until a function started with `AWS_LAMBDA_INITIALIZATION_TYPE=snap-start` is ready for its snapshot.
    ///
    /// @throws IOException where it does not come to that, with what the function wrote
    void awaitSnapshot() throws IOException, InterruptedException {
        if (!api.awaitSnapshot(PATIENCE)) {
            throw new IOException("No snapshot; the function wrote:\n" + Files.readString(log));
        }
    }

    void restore() {
        api.restore();
    }

    private static String runtimeClient() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> RUNTIME_JARS
                        .matcher(Path.of(entry).getFileName().toString())
                        .lookingAt())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static void unzip(Path zip, Path into) throws IOException {
        try (var file = new ZipFile(zip.toFile())) {
            Enumeration<? extends ZipEntry> entries = file.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                if (entry.isDirectory()) {
                    continue;
                }
                Path target = into.resolve(entry.getName());
                Files.createDirectories(target.getParent());
                try (InputStream content = file.getInputStream(entry)) {
                    Files.copy(content, target);
                }
            }
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(END_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        api.close();
    }
}
