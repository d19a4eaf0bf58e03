package dev.waymark.api.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.api.Functions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A secret in any text of any request, one that everybody knows by its shape and one that the
/// tenant has a pattern for, comes to no table and to no answer.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class RedactionTest {
    private static final String PATTERN =
            "{\"redaction\": {\"patterns\": [{\"name\": \"house\", \"pattern\": \"house-[0-9]{6}\"}]}}";
    private static final String OF_HOUSE = "house-123456";
    private static final String OF_ALL = "ghp_" + "0123456789abcdefghijABCDEFGHIJ012345";
    private static final String MARK = "[redacted:house] [redacted:githubtoken]";

    /// They say what a secret looks like, or take no text that is stored.
    private static final Set<String> TAKEN_AS_THEY_ARE = Set.of("PUT /v1/settings");

    private final Set<String> marked = new ConcurrentSkipListSet<>();

    private Functions functions;
    private LedgerCopies ledgers;
    private Inspector inspector;
    private List<String> tables;

    @SuppressWarnings("NullAway.Init") // set by start
    RedactionTest() {}

    @BeforeAll
    void start() {
        functions = new Functions();
        ledgers = new LedgerCopies(functions);
        ledgers.first().client().put("/v1/settings", PATTERN).expect(200);
        inspector = Inspector.of(functions.database());
        tables = Tables.names(inspector);
    }

    @AfterAll
    void stop() {
        inspector.close();
        ledgers.close();
        functions.close();
    }

    Stream<String> routes() {
        return functions.routeKeys().stream()
                .filter(route -> !route.startsWith("GET ") && Sample.of(route).json() != null)
                .filter(route ->
                        !TAKEN_AS_THEY_ARE.contains(route) && !Sample.of(route).operatorOnly());
    }

    @ParameterizedTest
    @MethodSource("routes")
    @Order(1)
    void noTextOfARequestBringsASecretIn(String route) {
        Sample sample = Sample.of(route);
        List<String> taken = new ArrayList<>();
        for (String pointer : texts(sample.bodyOn(ledgers.first()))) {
            Ledger ledger = ledgers.next();
            if (send(sample, ledger, List.of(pointer)).status() < 300) {
                taken.add(pointer);
            }
            assertNothingKept(ledger, pointer);
        }
        if (taken.isEmpty()) {
            return;
        }
        Ledger ledger = ledgers.next();
        Functions.Answer answer = send(sample, ledger, taken);
        assertThat(answer.status()).as("%s %s", taken, answer.body()).isBetween(200, 299);
        assertThat(answer.headers()).containsEntry("waymark-redacted", String.valueOf(2 * taken.size()));
        assertThat(answer.body().toString()).doesNotContain(OF_HOUSE, OF_ALL);
        assertNothingKept(ledger, "all");
        assertNothingAnswered(ledger);
        if (found(ledger, List.of(MARK)) > 0) {
            marked.add(route);
        }
    }

    /// Where text is kept as it is, the mark is found in a table. Bodies that are kept in pieces
    /// are found by reading.
    @Test
    @Order(2)
    void theMarkIsKeptWhereTheSecretWas() {
        assertThat(marked)
                .contains(
                        "POST /v1/commands",
                        "POST /v1/commands/{id}/steps",
                        "PATCH /v1/steps/{id}",
                        "POST /v1/conversations/{external_id}/messages",
                        "PATCH /v1/messages/{id}",
                        "POST /v1/agents/{name}/memories",
                        "PUT /v1/agents/{name}",
                        "POST /v1/steps/{id}/approvals");
    }

    @Test
    @Order(3)
    void withoutThePatternTheTextIsKept() {
        Ledger ledger = ledgers.next();
        ledger.client().put("/v1/settings", "{}").expect(200);
        Functions.Answer made = ledger.client()
                .post(
                        "/v1/commands",
                        "{\"project\": \"%s\", \"request\": \"%s\"}".formatted(ledger.project(), OF_HOUSE))
                .expect(201);
        assertThat(made.headers()).doesNotContainKey("waymark-redacted");
        assertThat(found(ledger, List.of(OF_HOUSE))).isPositive();
    }

    private static Functions.Answer send(Sample sample, Ledger ledger, List<String> pointers) {
        ObjectNode body = sample.bodyOn(ledger);
        for (String pointer : pointers) {
            put(body, pointer, body.at(pointer).asText() + " " + OF_HOUSE + " " + OF_ALL);
        }
        return ledger.client()
                .send(
                        sample.method(),
                        sample.pathOn(ledger) + sample.neededOn(ledger),
                        body.toString().getBytes(StandardCharsets.UTF_8),
                        sample.headers());
    }

    private static void put(ObjectNode body, String pointer, String value) {
        int last = pointer.lastIndexOf('/');
        JsonNode parent = body.at(pointer.substring(0, last));
        String name = pointer.substring(last + 1);
        if (parent instanceof ArrayNode array) {
            array.set(Integer.parseInt(name), array.textNode(value));
            return;
        }
        ((ObjectNode) parent).put(name, value);
    }

    /// Pointers to every string in a body.
    private static List<String> texts(JsonNode body) {
        List<String> pointers = new ArrayList<>();
        collect(body, "", pointers);
        return pointers;
    }

    private static void collect(JsonNode value, String pointer, List<String> into) {
        if (value.isTextual()) {
            into.add(pointer);
        }
        for (Map.Entry<String, JsonNode> member : value.properties()) {
            collect(member.getValue(), pointer + "/" + member.getKey(), into);
        }
        for (int i = 0; value.isArray() && i < value.size(); i++) {
            collect(value.get(i), pointer + "/" + i, into);
        }
    }

    private void assertNothingKept(Ledger ledger, String what) {
        assertThat(found(ledger, List.of(OF_HOUSE, OF_ALL))).as(what).isZero();
    }

    /// In how many rows of the tenant one of these texts stands, as it is or as bytes.
    private long found(Ledger ledger, List<String> texts) {
        String likes = texts.stream()
                .flatMap(text -> Stream.of(text, HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8))))
                .map(text -> "t.text like '%" + text + "%'")
                .collect(Collectors.joining(" or "));
        return inspector.number(tables.stream()
                .map(table ->
                        "(select count(*) from (select to_jsonb(r)::text as text from %s r where %s = '%s') t where %s)"
                                .formatted(table, table.equals("tenants") ? "id" : "tenant_id", ledger.tenant(), likes))
                .collect(Collectors.joining(" + ", "select ", "")));
    }

    private void assertNothingAnswered(Ledger ledger) {
        for (String route : new TreeSet<>(functions.routeKeys())) {
            Sample sample = Sample.of(route);
            if (route.startsWith("GET ") && !sample.operatorOnly() && !route.equals("GET /v1/openapi.json")) {
                Functions.Answer answer = ledger.client().get(sample.pathOn(ledger));
                assertThat(answer.body().toString()).as(route).doesNotContain(OF_HOUSE, OF_ALL);
            }
        }
    }
}
