package dev.waymark.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.api.aws.ApiHandler;
import dev.waymark.body.BodyWriter;
import dev.waymark.caller.Call;
import dev.waymark.encryption.FieldWriter;
import dev.waymark.id.Ids;
import dev.waymark.memory.Embedding;
import dev.waymark.memory.MemoriesToStore;
import dev.waymark.memory.MemoryRepository;
import dev.waymark.memory.MemoryToStore;
import dev.waymark.memory.MemoryType;
import dev.waymark.memory.NewMemory;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.IntPredicate;

/// What finding the ten nearest of an agent's memories costs and how many of them are found,
/// against a loop over the
/// same floats in memory and against SQL over the same arrays; with pgvector also of ten times as
/// many, against
/// pgvector's own query.
final class MemorySpeed implements Benchmarks.OneReport {
    private static final int ROUNDS = Integer.getInteger("waymark.bench.rounds", 7);
    private static final int QUERIES = Integer.getInteger("waymark.bench.queries", 5);
    private static final int EXACT = Integer.getInteger("waymark.bench.memories", 10_000);
    private static final int INDEXED = Integer.getInteger("waymark.bench.indexed", 100_000);
    private static final int WANTED = 10;
    private static final int BATCH = 250;

    /// Finds the nearest, as ids.
    private interface Lane {
        List<UUID> find(float[] query) throws Exception;
    }

    /// @param queries how many it is asked in a round
    private record Named(String name, Lane lane, int queries) {
        Named(String name, Lane lane) {
            this(name, lane, QUERIES);
        }
    }

    private final List<Map<String, Object>> rounds = new ArrayList<>();
    private final List<Report.Goal> goals = new ArrayList<>();
    private final StringBuilder table =
            new StringBuilder("| memories | side | ms | ÷ scan in memory | recall |\n|---|---|---|---|---|\n");

    @Override
    public Report run(BenchDatabase database) throws Exception {
        Ledger ledger = Ledger.create(database, 0, 1);
        Ledger other = Ledger.create(database, 1, 1);
        Map<String, String> environment =
                database.environment("waymark_talk", database.admin().url(), 1);
        try (Connection talk = ledger.connectAs("waymark_talk");
                ApiHandler handler = new ApiHandler(environment);
                HandlerClient client = new HandlerClient(environment, ledger.caller())) {
            boolean indexed = hasIndex(talk);
            fill(handler, other, MemoryVectors.scattered("neighbour", EXACT / 2));
            for (MemoryVectors vectors :
                    List.of(MemoryVectors.scattered("scattered", EXACT), MemoryVectors.clustered("clustered", EXACT))) {
                fill(handler, ledger, vectors);
                vacuum(database);
                measureExact(vectors, client, talk, ledger);
            }
            if (indexed) {
                measureIndexed(database, handler, client, talk, ledger);
            } else {
                table.append("%n%,d with pgvector: skipped, this server does not offer it.%n".formatted(INDEXED));
            }
            return new Report(goals, rounds, database.settings(), table.toString());
        }
    }

    private void measureExact(MemoryVectors vectors, HandlerClient client, Connection talk, Ledger ledger)
            throws Exception {
        IntPredicate all = _ -> true;
        Lane scan = query -> ids(vectors, vectors.scan(query, WANTED, all));
        measure(
                vectors,
                all,
                List.of(
                        new Named("scan in memory (Java, float[][])", scan),
                        new Named("Waymark, event in and answer out", handlerLane(client, vectors.agent(), null)),
                        new Named("SQL over the arrays (unnest, sum of products)", sqlLane(talk, ledger, vectors))),
                2);
    }

    private void measureIndexed(
            BenchDatabase database, ApiHandler handler, HandlerClient client, Connection talk, Ledger ledger)
            throws Exception {
        MemoryVectors vectors = MemoryVectors.clustered("indexed", INDEXED);
        run(database, "drop index agent_memories_by_nearness");
        fill(handler, ledger, vectors);
        long start = System.nanoTime();
        run(database, "set maintenance_work_mem = '2GB'", """
                create index agent_memories_by_nearness on agent_memories
                  using hnsw ((embedding::vector(1536)) vector_cosine_ops) where cardinality(embedding) = 1536""");
        System.out.println("the index was built in " + (System.nanoTime() - start) / 1_000_000_000 + " s");
        vacuum(database);
        IntPredicate all = _ -> true;
        IntPredicate rare = place -> place % 100 == 0;
        Lane scan = query -> ids(vectors, vectors.scan(query, WANTED, all));
        double recall = measure(
                vectors,
                all,
                List.of(
                        new Named("scan in memory (Java, float[][])", scan),
                        new Named("Waymark, event in and answer out", handlerLane(client, vectors.agent(), null)),
                        new Named("bare SQL, pgvector's HNSW, ef_search 400", bareLane(talk, ledger, vectors, ""))),
                0);
        goals.add(Report.Goal.atLeast("P11 recall of %,d with HNSW".formatted(INDEXED), recall, 0.95));
        Lane filteredScan = query -> ids(vectors, vectors.scan(query, WANTED, rare));
        double filtered = measure(
                vectors,
                rare,
                List.of(
                        new Named("scan in memory, 1 % pass", filteredScan),
                        new Named("Waymark, 1 % pass", handlerLane(client, vectors.agent(), "yes")),
                        new Named(
                                "bare SQL, 1 % pass",
                                bareLane(talk, ledger, vectors, " and metadata @> '{\"rare\": \"yes\"}'"))),
                0);
        goals.add(Report.Goal.atLeast("P11 recall of %,d, 1 %% pass".formatted(INDEXED), filtered, 0.95));
    }

    /// @return the recall of the second lane
    private double measure(MemoryVectors vectors, IntPredicate filter, List<Named> lanes, double target)
            throws Exception {
        var milliseconds = new ArrayList<List<Double>>();
        var recalls = new double[lanes.size()];
        var random = new Random(11);
        for (int round = -2; round < ROUNDS; round++) {
            var taken = new double[lanes.size()];
            for (int q = 0; q < QUERIES; q++) {
                float[] query = vectors.query(random);
                List<UUID> truth = ids(vectors, vectors.scan(query, WANTED, filter));
                for (int lane = 0; lane < lanes.size(); lane++) {
                    int queries = lanes.get(lane).queries();
                    if (q >= queries) {
                        continue;
                    }
                    long start = System.nanoTime();
                    List<UUID> found = lanes.get(lane).lane().find(query);
                    taken[lane] += (System.nanoTime() - start) / 1e6 / queries;
                    double share = found.stream().filter(truth::contains).count() / (double) WANTED;
                    recalls[lane] += round < 0 ? 0 : share / queries;
                }
            }
            if (round >= 0) {
                milliseconds.add(java.util.Arrays.stream(taken).boxed().toList());
            }
        }
        for (int i = 0; i < lanes.size(); i++) {
            int lane = i;
            List<Double> times =
                    milliseconds.stream().map(round -> round.get(lane)).toList();
            List<Double> ratios = milliseconds.stream()
                    .map(round -> round.get(lane) / round.getFirst())
                    .toList();
            double recall = recalls[lane] / ROUNDS;
            table.append("| %,d %s | %s | %s | %s | %.3f |\n"
                    .formatted(
                            vectors.count(),
                            vectors.agent(),
                            lanes.get(lane).name(),
                            Spread.of(times).shown(1),
                            Spread.of(ratios).shown(2),
                            recall));
            rounds.add(Map.of(
                    "memories",
                    vectors.agent(),
                    "count",
                    vectors.count(),
                    "side",
                    lanes.get(lane).name(),
                    "milliseconds",
                    times,
                    "recall",
                    recall));
            if (lane == 1 && target > 0) {
                String of = "%,d %s".formatted(vectors.count(), vectors.agent());
                goals.add(Report.Goal.atMost(
                        "P11 search of " + of + " ÷ scan in memory",
                        Spread.of(ratios).median(),
                        target));
                goals.add(Report.Goal.atLeast("P11 recall of " + of, recall, 1));
            }
        }
        return recalls[1] / ROUNDS;
    }

    private static Lane handlerLane(
            HandlerClient client, String agent, @org.jspecify.annotations.Nullable String rare) {
        return query -> {
            ObjectNode body = ThreadStates.JSON.createObjectNode().put("limit", WANTED);
            var numbers = body.putArray("embedding");
            for (float number : query) {
                numbers.add(number);
            }
            body.putObject("weights").put("vector", 1).put("importance", 0).put("recency", 0);
            if (rare != null) {
                body.putObject("metadata").put("rare", rare);
            }
            var ids = new ArrayList<UUID>();
            for (JsonNode item : client.call("POST /v1/agents/{name}/memories/search", Map.of("name", agent), "", body)
                    .body()
                    .get("items")) {
                ids.add(UUID.fromString(item.at("/memory/id").asText()));
            }
            return ids;
        };
    }

    private static Lane sqlLane(Connection talk, Ledger ledger, MemoryVectors vectors) {
        return query -> ask(talk, ledger, vectors, query, """
                select m.id
                  from agent_memories m
                 where m.tenant_id = cast(? as uuid) and m.agent_id = (select id from agents where name = ?)
                 order by (select sum(p.a * p.b) from unnest(m.embedding, cast(? as real[])) as p (a, b)) desc
                 limit 10""");
    }

    private static Lane bareLane(Connection talk, Ledger ledger, MemoryVectors vectors, String filter) {
        return query -> {
            run(talk, "set hnsw.ef_search = 400", "set hnsw.iterative_scan = relaxed_order");
            return ask(talk, ledger, vectors, query, """
                    select id
                      from agent_memories
                     where tenant_id = cast(? as uuid) and agent_id = (select id from agents where name = ?)
                       and cardinality(embedding) = 1536%s
                     order by embedding::vector(1536) <=> cast(? as real[])::vector(1536)
                     limit 10""".formatted(filter));
        };
    }

    private static List<UUID> ask(Connection talk, Ledger ledger, MemoryVectors vectors, float[] query, String sql)
            throws SQLException {
        try (PreparedStatement statement = talk.prepareStatement(sql)) {
            statement.setString(1, ledger.caller().tenantId().toString());
            statement.setString(2, vectors.agent());
            statement.setString(3, Embedding.arrayLiteral(query));
            var ids = new ArrayList<UUID>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    ids.add(UUID.fromString(rows.getString(1)));
                }
            }
            return ids;
        }
    }

    private static List<UUID> ids(MemoryVectors vectors, List<Integer> places) {
        return places.stream().map(vectors::id).toList();
    }

    /// As the operation records them, but for its limit of a request's size.
    private static void fill(ApiHandler handler, Ledger ledger, MemoryVectors vectors) throws Exception {
        var memories = handler.beans().getBean(MemoryRepository.class);
        var writer = handler.beans().getBean(BodyWriter.class);
        var ids = handler.beans().getBean(Ids.class);
        var call = new Call(ledger.caller(), null);
        for (int from = 0; from < vectors.count(); from += BATCH) {
            var batch = new ArrayList<MemoryToStore>();
            for (int place = from; place < Math.min(from + BATCH, vectors.count()); place++) {
                batch.add(MemoryToStore.of(
                        "", memory(vectors.id(place), place), vectors.vector(place), FieldWriter.PLAIN, ids));
            }
            byte[] body = writer.write(MemoriesToStore.of(batch, ids.next(), writer, Instant.now()));
            call.run(() -> memories.record(vectors.agent(), new String(body, StandardCharsets.UTF_8)));
        }
    }

    private static NewMemory memory(UUID id, int place) {
        return new NewMemory(
                id,
                MemoryType.SEMANTIC,
                dev.waymark.json.StrictJson.read(
                        "{\"concept\": \"thing %d\", \"definition\": \"what thing %d is, in the words of whoever said so\"}"
                                .formatted(place, place)),
                null,
                null,
                null,
                null,
                null,
                null,
                dev.waymark.json.StrictJson.read("{\"rare\": \"%s\"}".formatted(place % 100 == 0 ? "yes" : "no")),
                null,
                null);
    }

    private static boolean hasIndex(Connection talk) throws SQLException {
        try (PreparedStatement statement =
                        talk.prepareStatement("select to_regclass('agent_memories_by_nearness') is not null");
                ResultSet row = statement.executeQuery()) {
            return row.next() && row.getBoolean(1);
        }
    }

    private static void vacuum(BenchDatabase database) throws SQLException {
        run(database, "vacuum analyze agent_memories", "vacuum analyze memory_codes");
    }

    private static void run(BenchDatabase database, String... statements) throws SQLException {
        try (Connection admin = database.admin().open()) {
            run(admin, statements);
        }
    }

    private static void run(Connection connection, String... statements) throws SQLException {
        for (String sql : statements) {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.execute();
            }
        }
    }
}
