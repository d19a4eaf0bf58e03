package dev.waymark.api.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.message.Sealing;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/// Sealing beside appending, editing and itself, and sealing that is killed: no message is lost,
/// none is there twice.
@Isolated
final class SealingRacesTest {
    private static final Functions FUNCTIONS = Functions.shared();
    private static final String PATH = "/v1/conversations/c1";
    private static final String MESSAGES = PATH + "/messages";

    private final Client client = FUNCTIONS.newTenant();

    private void append(int from, int count) {
        ObjectNode body = Functions.JSON.createObjectNode();
        ArrayNode messages = body.putArray("messages");
        for (int i = from; i < from + count; i++) {
            messages.addObject()
                    .put("role", "user")
                    .putObject("content")
                    .put("type", "text")
                    .put("text", "m" + i);
        }
        client.post(MESSAGES, body).expect(201);
    }

    private Sealing conversationOf(int messages) {
        client.put(PATH, "{}").expect(201);
        for (int from = 0; from < messages; from += 100) {
            append(from, Math.min(100, messages - from));
        }
        return new Sealing(FUNCTIONS, client, "c1");
    }

    private List<JsonNode> all() {
        List<JsonNode> all = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page =
                    client.get(MESSAGES + "?limit=500" + cursor).expect(200).body();
            page.get("items").forEach(all::add);
            cursor = page.get("next_cursor").isNull()
                    ? ""
                    : "&cursor=" + page.get("next_cursor").asText();
        } while (!cursor.isEmpty());
        return all;
    }

    private void assertGapless(int messages) {
        assertThat(all())
                .extracting(message -> message.get("position").asInt())
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, messages).boxed().toList());
    }

    @Test
    void twoThatSealWhileManyAppendLoseNothing() throws Exception {
        Sealing sealing = conversationOf(400);
        try (ExecutorService threads = Executors.newFixedThreadPool(4);
                Race appending = Race.start(
                        8,
                        racer -> client.post(
                                MESSAGES,
                                "{\"role\": \"user\", \"content\": {\"type\": \"text\", \"text\": \"racer %d\"}}"
                                        .formatted(racer)))) {
            List<Future<Integer>> sealed = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                sealed.add(threads.submit(sealing::go));
            }
            appending.answers().forEach(answer -> answer.expect(201));
            for (Future<Integer> each : sealed) {
                each.get();
            }
        }

        sealing.go();
        assertThat(sealing.live() + sealing.sealed()).isEqualTo(408);
        assertThat(sealing.sealed()).isBetween(336L, 344L);
        assertGapless(408);
    }

    @Test
    void whatChangedWhileItsSegmentWasMadeMakesTheSegmentVoid() {
        Sealing sealing = conversationOf(200);
        try (Inspector job = Inspector.of(FUNCTIONS.database())) {
            job.run(
                    "select set_config('waymark.tenant_id', ?, false)",
                    sealing.tenant().toString());
            String rows = job.text(
                    "select json_agg(json_build_array(position, row_version)) from messages_to_seal(?, 32, 100, 1000000)",
                    sealing.conversation());
            job.run(
                    "update messages set version_number = 2 where conversation_id = ? and position = 50",
                    sealing.conversation());

            assertThat(seal(job, sealing, rows, 100)).isEqualTo("f");

            assertThat(sealing.live()).isEqualTo(200);
            assertThat(sealing.segments()).isZero();
            rows = job.text(
                    "select json_agg(json_build_array(position, row_version)) from messages_to_seal(?, 32, 100, 1000000)",
                    sealing.conversation());
            assertThat(seal(job, sealing, rows, 99))
                    .as("one row more than the segment has")
                    .isEqualTo("f");
            assertThat(seal(job, sealing, rows, 101)).as("one row less").isEqualTo("f");
            assertThat(seal(job, sealing, rows, 100)).as("as it is").isEqualTo("t");
            assertThat(seal(job, sealing, "[]", 100)).as("over another segment").isEqualTo("f");
        }
    }

    private static String seal(Inspector job, Sealing sealing, String rows, int last) {
        return job.text("""
                select seal_messages(?, json_build_object('first_position', 1, 'last_position', ?::integer, 'content_bytes', 1, 'language',
                  'english', 'figures', '[]'::json, 'segments', '[]'::json, 'rows', ?::json), sha256(''), 'x', 'x')""", sealing.conversation(), last, rows);
    }

    @Test
    void sealingThatIsKilledBeforeItsCommitHasDoneNothing() throws Exception {
        Sealing sealing = conversationOf(300);
        List<JsonNode> before = all();
        try (Blocked blocked = Blocked.on(FUNCTIONS.database(), "conversations", sealing.conversation());
                ExecutorService thread = Executors.newSingleThreadExecutor();
                Inspector killer = Inspector.of(FUNCTIONS.database())) {
            Future<Integer> sealed = thread.submit(sealing::step);
            blocked.awaitWaiting(1);
            killer.run("""
                    select pg_terminate_backend(a.pid)
                      from pg_stat_activity a
                      join pg_locks l on l.pid = a.pid and not l.granted
                     where a.datname = current_database()""");
            assertThatThrownBy(sealed::get).isNotNull();
        }
        assertThat(sealing.live()).isEqualTo(300);
        assertThat(sealing.segments()).isZero();

        assertThat(sealing.go()).isEqualTo(236);

        assertThat(all()).isEqualTo(before);
    }

    @Test
    void sealingThatDiesBetweenTwoSegmentsIsFinishedByTheNext() throws Exception {
        Sealing sealing = conversationOf(300);
        List<JsonNode> before = all();
        try (Inspector job = Inspector.of(FUNCTIONS.database())) {
            job.connection().setAutoCommit(false);
            job.run(
                    "select set_config('waymark.tenant_id', ?, false)",
                    sealing.tenant().toString());
            String rows = job.text(
                    "select json_agg(json_build_array(position, row_version)) from messages_to_seal(?, 32, 100, 1000000)",
                    sealing.conversation());
            assertThat(seal(job, sealing, rows, 100)).isEqualTo("t");
            job.connection().rollback();
        }

        assertThat(sealing.go()).isEqualTo(236);

        assertThat(all()).isEqualTo(before);
        assertGapless(300);
    }
}
