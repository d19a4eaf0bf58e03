package dev.waymark.api.archive;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdInputStream;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What erasing a user or deleting a tenant does to archives.
final class ErasedArchivesTest {
    private static final Functions FUNCTIONS = Functions.shared();

    private final Functions.Answer made =
            FUNCTIONS.operator().post("/v1/tenants", "{\"name\": \"tenant\"}").expect(201);
    private final Client client = FUNCTIONS.as(made.text("/api_key"));
    private final Shelf shelf = new Shelf(FUNCTIONS, "commands", client.newCommand());

    private static String memory(String user) {
        return "{\"table\": \"agent_memories\", \"row\": {\"id\": \"%s\", \"user_id\": \"%s\", \"metadata\": {\"note\": \"of %s\"}}}"
                .formatted(UUID.randomUUID(), user, user);
    }

    /// What the tenant's objects say.
    private List<String> objects() throws IOException {
        Path folder = Functions.ARCHIVES.resolve(made.id().toString());
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(ErasedArchivesTest::text)
                    .toList();
        }
    }

    private static String text(Path object) {
        try (var unpacked = new ZstdInputStream(Files.newInputStream(object))) {
            return new String(unpacked.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void noArchiveTellsOfAnErasedUserAndEveryoneElsesStays() throws IOException {
        shelf.archive("agent_memories", List.of(memory("user-1"), memory("user-1")), List.of(), "user-1");
        shelf.archive("agent_memories", List.of(memory("user-1"), memory("user-2")), List.of(), "user-1", "user-2");
        shelf.archive("agent_memories", List.of(memory("user-2")), List.of(), "user-2");
        assertThat(objects())
                .hasSize(3)
                .filteredOn(text -> text.contains("user-1"))
                .hasSize(2);

        Functions.Answer receipt = client.delete("/v1/users/user-1").expect(200);

        assertThat(receipt.text("/archives")).isEqualTo("2");
        assertThat(objects())
                .hasSize(2)
                .allMatch(text -> text.contains("user-2"))
                .noneMatch(text -> text.contains("user-1"));
        assertThat(shelf.number("select count(*) from archives where tenant_id = '%s' and 'user-1' = any (user_ids)"
                        .formatted(made.id())))
                .isZero();
        assertThat(client.delete("/v1/users/user-1").text("/archives")).isEqualTo("2");
    }

    @Test
    void aTenantsArchivesGoWithIt() throws IOException {
        shelf.archive("agent_memories", List.of(memory("user-1")), List.of(), "user-1");
        assertThat(objects()).hasSize(1);
        FUNCTIONS.operator().delete("/v1/tenants/" + made.id()).expect(204);
        assertThat(objects()).isEmpty();
        assertThat(FUNCTIONS
                        .operator()
                        .get("/v1/tenants/" + made.id() + "/erasure")
                        .text("/archives"))
                .isEqualTo("1");
    }
}
