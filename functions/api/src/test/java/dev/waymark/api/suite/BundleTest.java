package dev.waymark.api.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Pages;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What leaves as a bundle is the same where it is taken in; and what is no bundle's is not taken
/// in.
final class BundleTest {
    private static final Functions FUNCTIONS = Functions.shared();
    private static final Ledger SOURCE = Ledger.fill(FUNCTIONS);

    /// Reads of what belongs to no project and no agent, or tells of the tenant.
    private static final Set<String> OF_THE_TENANT = Set.of(
            "GET /v1/tenants",
            "GET /v1/api-keys",
            "GET /v1/settings",
            "GET /v1/archives",
            "GET /v1/archives/{id}",
            "GET /v1/encryption-keys",
            "GET /v1/retention-policies",
            "GET /v1/retention-runs",
            "GET /v1/tenants/{id}/erasure",
            "GET /v1/users/{user_id}/erasure",
            "GET /v1/audit-events",
            "GET /v1/integrity",
            "GET /v1/remedies",
            "GET /v1/remedies/{name}",
            "GET /v1/locks/{lock}",
            "GET /v1/agents/{name}/metrics",
            "GET /v1/agents/{name}/metrics/{metric}",
            "GET /v1/context-templates",
            "GET /v1/context-templates/{name}",
            "GET /v1/insights/conversations",
            "GET /v1/conversations",
            "GET /v1/version",
            "GET /v1/openapi.json");

    private static Bundle project() {
        return Bundle.of(SOURCE.client(), "/v1/projects/" + SOURCE.project() + "/bundle");
    }

    private static Bundle agent() {
        return Bundle.of(SOURCE.client(), "/v1/agents/" + SOURCE.agentName().replace(" ", "%20") + "/bundle");
    }

    @Test
    void everyReadOfAProjectAndAnAgentAnswersTheSameInAnotherTenant() {
        Client target = FUNCTIONS.newTenant();
        Bundle agent = agent();
        Bundle project = project();

        assertThat(agent.into(target, null).expect(200).body().get("finished").asBoolean())
                .isTrue();
        assertThat(project.into(target, null).expect(200).body().get("finished").asBoolean())
                .isTrue();

        assertThat(Bundle.of(target, "/v1/projects/" + SOURCE.project() + "/bundle")
                        .lines())
                .isEqualTo(project.lines());
        assertThat(Bundle.of(target, "/v1/agents/" + SOURCE.agentName().replace(" ", "%20") + "/bundle")
                        .lines())
                .isEqualTo(agent.lines());

        Bundle ended = Bundle.of(SOURCE.client(), "/v1/projects/ended-" + SOURCE.project() + "/bundle");
        assertThat(ended.into(target, null).expect(200).body().get("finished").asBoolean())
                .as("one whose evaluations have left")
                .isTrue();

        Ledger imported = SOURCE.in(SOURCE.tenant(), target);
        List<String> differing = new ArrayList<>();
        for (String route : FUNCTIONS.routeKeys()) {
            if (route.startsWith("GET ") && !OF_THE_TENANT.contains(route)) {
                Sample sample = Sample.of(route);
                Functions.Answer there = sample.send(target, imported);
                Functions.Answer here = sample.send(SOURCE.client(), SOURCE);
                if (!withoutAccesses(there).equals(withoutAccesses(here)) || there.status() != 200) {
                    differing.add(route + "\n " + there.body() + "\n " + here.body());
                }
            }
        }
        assertThat(differing).isEmpty();
        assertThat(target.get("/v1/integrity").expect(200).body().get("items")).isEmpty();
    }

    /// Reading a memory is counted, and the answer tells so.
    private static JsonNode withoutAccesses(Functions.Answer answer) {
        if (answer.body() instanceof ObjectNode body) {
            body.remove(List.of("access_count", "last_accessed_at"));
        }
        return answer.body();
    }

    @Test
    void anImportedProjectGoesOn() {
        Client target = FUNCTIONS.newTenant();
        project().into(target, "other").expect(200);

        UUID step = target.newStep(SOURCE.command(), "{\"command\": \"ls\", \"status\": \"completed\"}")
                .id();

        assertThat(target.get("/v1/projects/other/steps?limit=500")
                        .expect(200)
                        .body()
                        .get("items"))
                .anySatisfy(item -> assertThat(item.get("id").asText()).isEqualTo(step.toString()));
        assertThat(target.get("/v1/commands/" + SOURCE.command() + "/audit-chain")
                        .expect(200)
                        .body()
                        .get("intact")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void takenInTwiceItChangesNothing() {
        Client target = FUNCTIONS.newTenant();
        project().into(target, null).expect(200);
        String before = rows(target);

        Bundle again = project();
        Functions.Answer answer = again.into(target, null).expect(200);

        assertThat(answer.body().get("stored").asLong()).isZero();
        assertThat(rows(target)).isEqualTo(before);
        assertThat(project()
                        .into(SOURCE.client(), null)
                        .expect(200)
                        .body()
                        .get("stored")
                        .asLong())
                .as("where it came from")
                .isZero();
        assertThat(agent().into(SOURCE.client(), null)
                        .expect(200)
                        .body()
                        .get("stored")
                        .asLong())
                .isZero();
    }

    @Test
    void aBundleOfTheTimeWhenEventsSaidEverythingThemselvesIsTakenInAndTellsTheSame() {
        Client target = FUNCTIONS.newTenant();
        Bundle bundle = project();
        Bundle former;
        try (Inspector inspector = Inspector.of(FUNCTIONS.database())) {
            former = bundle.with(
                    "audit_events", line -> "{\"table\":\"audit_events\",\"row\":" + asBefore(inspector, line) + "}");
        }
        assertThat(former.lines()).isNotEqualTo(bundle.lines()).noneMatch(line -> line.contains("actor_key"));

        former.into(target, null).expect(200);

        String trail = "/v1/audit-events?limit=500&chain_id=" + SOURCE.command();
        assertThat(Pages.all(target, trail)).isNotEmpty().isEqualTo(Pages.all(SOURCE.client(), trail));
        Functions.Answer proof =
                target.get("/v1/commands/" + SOURCE.command() + "/audit-chain").expect(200);
        assertThat(proof.text("/intact")).isEqualTo("true");
        assertThat(target.get("/v1/integrity").expect(200).body().get("items")).isEmpty();
        assertThat(former.into(target, null).expect(200).text("/stored")).isEqualTo("0");
    }

    /// The row of an event with the columns that it had before any could be left to the others.
    private static String asBefore(Inspector inspector, String line) {
        String chain = line.replaceFirst(".*\"chain_id\":\"([^\"]*)\".*", "$1");
        String index = line.replaceFirst(".*\"chain_index\":(\\d+).*", "$1");
        return inspector.text("""
                select row_to_json(r)::text
                  from (select id, chain_id, chain_index, actor, action, subject_type, subject_id, detail::json as detail, detail_salt,
                               detail_digest, occurred_at, previous_hash, hash
                          from audit_trail
                         where tenant_id = ? and chain_id = cast(? as uuid) and chain_index = cast(? as bigint)) r""", SOURCE.tenant(), chain, index);
    }

    @Test
    void anImportThatWasCutOffGoesOnAndARepeatedPageDoesNoHarm() {
        Client target = FUNCTIONS.newTenant();
        Bundle bundle = agent().inPagesOf(5);
        for (int page = 0; page < bundle.pages().size() / 2; page++) {
            assertThat(bundle.page(target, page, null)
                            .expect(200)
                            .body()
                            .get("finished")
                            .asBoolean())
                    .isFalse();
        }
        assertThat(bundle.into(target, null).expect(200).body().get("finished").asBoolean())
                .isTrue();
        assertThat(agent().lines())
                .isEqualTo(Bundle.of(target, "/v1/agents/" + SOURCE.agentName().replace(" ", "%20") + "/bundle")
                        .lines());
    }

    @Test
    void messagesThatWereSealedAndEditedSinceReadTheSameAndSoDoTheyOnceTheyAreSealedThere() {
        Client source = FUNCTIONS.newTenant();
        String message = "{\"role\": \"user\", \"content\": {\"type\": \"text\", \"text\": \"said\"}}";
        UUID conversation = source.put("/v1/conversations/c", "{\"agent\": \"coder\"}")
                .expect(201)
                .id();
        source.post(
                        "/v1/conversations/c/messages",
                        "{\"messages\": " + java.util.Collections.nCopies(200, message) + "}")
                .expect(201);
        seal(source, conversation);
        String edited =
                source.get("/v1/conversations/c/messages?limit=10").expect(200).text("/items/9/id");
        source.patch(
                        "/v1/messages/" + edited,
                        "{\"content\": {\"type\": \"text\", \"text\": \"meant\"}}",
                        "If-Match",
                        "*")
                .expect(200);
        Client target = FUNCTIONS.newTenant();
        Bundle bundle = Bundle.of(source, "/v1/agents/coder/bundle");

        bundle.inPagesOf(7).into(target, null).expect(200);

        String messages = "/v1/conversations/c/messages?limit=500";
        assertThat(target.get(messages).expect(200).body())
                .isEqualTo(source.get(messages).expect(200).body());
        assertThat(target.get("/v1/messages/" + edited + "/versions")
                        .expect(200)
                        .body())
                .isEqualTo(source.get("/v1/messages/" + edited + "/versions")
                        .expect(200)
                        .body());
        seal(target, conversation);
        assertThat(bundle.into(target, null).expect(200).body().get("stored").asLong())
                .isZero();
        assertThat(target.get(messages).expect(200).body())
                .isEqualTo(source.get(messages).expect(200).body());
    }

    @Test
    void whatIsEncryptedDoesNotLeaveBecauseNobodyCouldReadItElsewhere() {
        Client source = FUNCTIONS.newTenant();
        source.put("/v1/settings", "{\"encryption\": {\"fields\": [\"messages.content\"]}}")
                .expect(200);
        source.put("/v1/conversations/c", "{\"agent\": \"coder\"}").expect(201);
        source.post(
                        "/v1/conversations/c/messages",
                        "{\"role\": \"user\", \"content\": {\"type\": \"text\", \"text\": \"secret\"}}")
                .expect(201);

        assertThat(source.get("/v1/agents/coder/bundle").expect(409).text("/detail"))
                .contains("encrypted");
    }

    private static void seal(Client client, UUID conversation) {
        UUID tenant = UUID.fromString(
                client.get("/v1/integrity?check=tenants").expect(200).text("/tenant_id"));
        FUNCTIONS
                .handler("waymark_jobs")
                .beans()
                .getBean(dev.waymark.message.MessageSealing.class)
                .seal(new dev.waymark.message.ConversationToSeal(tenant, conversation));
    }

    @Test
    void anAgentOfTheSameNameIsTheOneThatActed() {
        Client target = FUNCTIONS.newTenant();
        String own = target.put("/v1/agents/" + SOURCE.agentName().replace(" ", "%20"), "{}")
                .expect(201)
                .text("/id");

        project().into(target, null).expect(200);

        assertThat(target.get("/v1/commands/" + SOURCE.command()).expect(200).text("/agent_id"))
                .isEqualTo(own)
                .isNotEqualTo(SOURCE.agent().toString());
    }

    @Test
    void whatIsThereAndDiffersIsNamed() {
        Client target = FUNCTIONS.newTenant();
        project().into(target, null).expect(200);
        target.patch("/v1/commands/" + SOURCE.command(), "{\"external_ref\": \"changed\"}", "If-Match", "*")
                .expect(200);

        Functions.Answer answer = project().into(target, null).expect(409);

        assertThat(answer.text("/detail")).contains("commands", SOURCE.command().toString());
        Client taken = FUNCTIONS.newTenant();
        taken.put("/v1/projects/" + SOURCE.project(), "{\"name\": \"another\"}").expect(201);
        assertThat(project().into(taken, null).expect(409).text("/detail")).contains("projects");
        project().into(taken, "beside").expect(200);
    }

    @Test
    void aBundleThatIsTakenInTakesNoMoreRows() {
        Client target = FUNCTIONS.newTenant();
        project().without("step_outputs").into(target, null).expect(200);

        assertThat(project().into(target, null).expect(409).text("/detail")).contains("step_outputs");
    }

    /// What is not taken in.
    ///
    /// @param status of the first page that is refused
    private record Hostile(String what, int status, String told, boolean ofAgent, UnaryOperator<Bundle> change) {
        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<Hostile> hostile() {
        UUID other = UUID.randomUUID();
        return Stream.of(
                ofProject(
                        "a document that is another",
                        422,
                        "documents",
                        b -> b.with("documents", l -> l.replace("\"body\":\"\\\\x7b", "\"body\":\"\\\\x5b"))),
                ofProject(
                        "a row of another tenant",
                        422,
                        "tenant_id",
                        b -> b.with(
                                "commands",
                                l -> l.replace("\"row\":{", "\"row\":{\"tenant_id\":\"" + SOURCE.tenant() + "\","))),
                ofProject(
                        "a key",
                        422,
                        "api_keys",
                        b -> b.and("{\"table\":\"api_keys\",\"row\":{\"id\":\"" + other + "\"}}")),
                ofProject(
                        "an agent's table",
                        422,
                        "agent_memories",
                        b -> b.and("{\"table\":\"agent_memories\",\"row\":{\"id\":\"" + other + "\"}}")),
                ofProject(
                        "SQL for a table",
                        422,
                        "drop",
                        b -> b.and("{\"table\":\"commands; drop table commands\",\"row\":{}}")),
                ofProject(
                        "a step of nothing",
                        422,
                        "command_steps",
                        b -> b.with(
                                "command_steps", l -> l.replace(SOURCE.command().toString(), other.toString()))),
                ofProject(
                        "another number of steps",
                        409,
                        "next_step_index",
                        b -> b.with(
                                "commands", l -> l.replaceAll("\"next_step_index\":\\d+", "\"next_step_index\":77"))),
                ofProject(
                        "a step number that is taken",
                        409,
                        "next_step_number",
                        b -> b.with(
                                "projects", l -> l.replaceAll("\"next_step_number\":\\d+", "\"next_step_number\":1"))),
                ofProject(
                        "an event by somebody else",
                        422,
                        "audit_events",
                        b -> b.with(
                                "audit_events",
                                l -> l.replaceAll("\"actor_key\":\"[^\"]*\"", "\"actor_key\":\"" + other + "\""))),
                ofProject("a chain without its end", 409, "audit", b -> b.without("audit_events")),
                ofProject(
                        "a detail that was changed",
                        422,
                        "audit_events",
                        b -> b.with("audit_events", l -> l.replace("\"detail\":{", "\"detail\":{ "))),
                ofProject(
                        "a status that there is not",
                        422,
                        "commands_status_known",
                        b -> b.with("commands", l -> l.replaceAll("\"status\":\"\\w+\"", "\"status\":\"great\""))),
                ofProject(
                        "a number that is none",
                        422,
                        "commands",
                        b -> b.with(
                                "commands",
                                l -> l.replaceAll("\"next_step_index\":\\d+", "\"next_step_index\":\"x\""))),
                ofProject("a snapshot without its documents", 422, "reference", b -> b.without("documents")),
                ofProject("no line of JSON", 422, "line", b -> b.and("{")),
                ofProject("a line without a row", 422, "line", b -> b.and("{\"table\":\"commands\"}")),
                ofProject("no project", 404, "begins", b -> b.without("projects")),
                ofProject(
                        "a row that has U+0000",
                        422,
                        "",
                        b -> b.with(
                                "commands", l -> l.replaceAll("\"request\":\"[^\"]*\"", "\"request\":\"\\\\u0000\""))),
                ofAgent(
                        "a pack that is another",
                        422,
                        "packs",
                        b -> b.with("packs", l -> l.replaceAll("\"body\":\"\\\\\\\\x..", "\"body\":\"\\\\\\\\x00"))),
                ofAgent(
                        "a state that is another",
                        422,
                        "state_checkpoints",
                        b -> b.with(
                                "state_checkpoints",
                                l -> l.replaceAll(
                                        "\"state_digest\":\"\\\\\\\\x....", "\"state_digest\":\"\\\\\\\\x0000"))),
                ofAgent("a state without its packs", 422, "", b -> b.without("packs")),
                ofAgent(
                        "a large document that is another",
                        422,
                        "packed_documents",
                        b -> b.with(
                                "packed_documents",
                                l -> l.replaceAll("\"digest\":\"\\\\\\\\x....", "\"digest\":\"\\\\\\\\x0000"))),
                ofAgent(
                        "another state's hash",
                        422,
                        "agent_states",
                        b -> b.with(
                                "agent_states",
                                l -> l.replaceAll("\"state_hash\":\"\\\\\\\\x....", "\"state_hash\":\"\\\\\\\\x0000"))),
                ofAgent(
                        "a session that has said more",
                        409,
                        "conversation_sessions",
                        b -> b.with(
                                "conversation_sessions",
                                l -> l.replaceAll("\"message_count\":\\d+", "\"message_count\":99"))),
                ofAgent(
                        "memories of another agent",
                        422,
                        "agent_memories",
                        b -> b.with(
                                "agent_memories", l -> l.replace(SOURCE.agent().toString(), other.toString()))));
    }

    private static Hostile ofProject(String what, int status, String told, UnaryOperator<Bundle> change) {
        return new Hostile(what, status, told, false, change);
    }

    private static Hostile ofAgent(String what, int status, String told, UnaryOperator<Bundle> change) {
        return new Hostile(what, status, told, true, change);
    }

    @ParameterizedTest
    @MethodSource
    void hostile(Hostile hostile) {
        Client target = FUNCTIONS.newTenant();
        String before = rows(target);
        Bundle good = hostile.ofAgent() ? agent() : project();
        Bundle bad = hostile.change().apply(good);
        assertThat(bad.lines()).as("it is changed").isNotEqualTo(good.lines());

        Functions.Answer answer = bad.into(target, null);

        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(hostile.status());
        assertThat(answer.body().toString()).contains(hostile.told());
        assertThat(rows(target)).as("nothing of the page").isEqualTo(before);
    }

    @Test
    void rowsCannotBeSlippedIntoWhatIsThereAlready() {
        Client client = SOURCE.client();
        String before = rows(client);
        String step = project().lines().stream()
                .filter(line -> line.startsWith("{\"table\":\"command_steps\""))
                .findFirst()
                .orElseThrow()
                .replaceAll("\"id\":\"[^\"]*\"", "\"id\":\"" + UUID.randomUUID() + "\"")
                .replaceAll("\"step_number\":\\d+", "\"step_number\":1000")
                .replaceAll("\"step_index\":\\d+", "\"step_index\":1000");
        Bundle more = new Bundle("project", project().id(), List.of(List.of(step)));

        more.into(client, null).expect(409);

        assertThat(rows(client)).isEqualTo(before);
    }

    @Test
    void whatIsTooLargeOrNoZstandardIsRefused() {
        Client target = FUNCTIONS.newTenant();
        String id = UUID.randomUUID().toString();
        String bomb =
                Base64.getEncoder().encodeToString(com.github.luben.zstd.Zstd.compress(new byte[64 * 1024 * 1024]));
        assertThat(post(target, id, bomb).expect(413).body().get("limit_bytes").asLong())
                .isPositive();
        for (String lines :
                List.of("!", "AAAA", "", Base64.getEncoder().encodeToString("x".getBytes(StandardCharsets.UTF_8)))) {
            assertThat(post(target, id, lines).status()).as(lines).isIn(404, 422);
        }
        String line = "{\"table\":\"projects\",\"row\":{\"id\":\"" + id + "\",\"name\":\"" + "x".repeat(4 * 1024 * 1024)
                + "\"}}";
        post(target, id, Bundle.packed(List.of(line))).expect(422);
    }

    private static Functions.Answer post(Client client, String id, String lines) {
        return client.post(
                "/v1/bundles", "{\"kind\": \"project\", \"id\": \"" + id + "\", \"lines\": \"" + lines + "\"}");
    }

    /// Everything that the tenant of a client has, but for keys of idempotency.
    private static String rows(Client client) {
        UUID tenant = UUID.fromString(
                client.get("/v1/integrity?check=tenants").expect(200).text("/tenant_id"));
        try (Inspector inspector = Inspector.of(FUNCTIONS.database())) {
            return Tables.names(inspector).stream()
                    .filter(table ->
                            !Set.of("tenants", "api_keys", "idempotency_keys").contains(table))
                    .map(table -> table
                            + inspector.text(
                                    "select md5(coalesce(string_agg(cast(t as text), ',' order by cast(t as text)), '')) from "
                                            + table + " t where tenant_id = ?",
                                    tenant))
                    .reduce("", String::concat);
        }
    }
}
