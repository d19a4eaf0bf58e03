package dev.waymark.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waymark.api.aws.ApiHandler;
import dev.waymark.body.BodyReader;
import dev.waymark.body.BodyWriter;
import dev.waymark.body.Page;
import dev.waymark.caller.Call;
import dev.waymark.json.StrictJson;
import dev.waymark.message.ConversationToSeal;
import dev.waymark.message.Message;
import dev.waymark.message.MessageAppending;
import dev.waymark.message.MessageCipher;
import dev.waymark.message.MessageFilter;
import dev.waymark.message.MessagePages;
import dev.waymark.message.MessageRepository;
import dev.waymark.message.MessageSealing;
import dev.waymark.message.NewMessage;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Waymark, old messages sealed: through the handlers, event JSON in and answer JSON out, or
/// through the data layer, whose messages are parsed here as far as those of a blob are.
final class WaymarkConversations implements ConversationLane {
    private static final int PAGE = 500;

    private final BenchDatabase database;
    private final Ledger tenant;
    private final boolean handlers;
    private final HandlerClient writer;
    private final HandlerClient reader;
    private final ApiHandler talk;
    private final ApiHandler read;
    private final ApiHandler jobs;
    private final BodyReader bodies;
    private final BodyWriter writing;
    private final MessageCipher cipher;
    private final MessageRepository messages;
    private final MessagePages pages;
    private final java.util.Map<String, UUID> ids = new java.util.HashMap<>();
    private long allocated;
    private double unparsed;
    private long sealed;
    private double sealingSeconds;

    WaymarkConversations(BenchDatabase database, Ledger tenant, boolean handlers) {
        this.database = database;
        this.tenant = tenant;
        this.handlers = handlers;
        String url = database.admin().url();
        this.writer = new HandlerClient(database.environment("waymark_talk", url, 1), tenant.caller());
        this.reader = new HandlerClient(database.environment("waymark_read", url, 1), tenant.caller());
        this.talk = new ApiHandler(database.environment("waymark_talk", url, 1));
        this.read = new ApiHandler(database.environment("waymark_read", url, 1));
        this.jobs = new ApiHandler(database.environment("waymark_jobs", url, 1));
        this.bodies = talk.beans().getBean(BodyReader.class);
        this.writing = talk.beans().getBean(BodyWriter.class);
        this.cipher = talk.beans().getBean(MessageCipher.class);
        this.messages = talk.beans().getBean(MessageRepository.class);
        this.pages = read.beans().getBean(MessagePages.class);
    }

    @Override
    public String name() {
        return handlers ? "Waymark, handler" : "Waymark, data layer";
    }

    @Override
    public PlainDatabase database() {
        return database.plain();
    }

    /// Messages sealed a second, so far.
    double sealedPerSecond() {
        return sealed / sealingSeconds;
    }

    @Override
    public void begin(String conversation, List<ObjectNode> messages) throws Exception {
        ObjectNode state = ThreadStates.JSON.createObjectNode().put("step_count", 0);
        JsonNode made = writer.call("PUT /v1/conversations/{external_id}", path(conversation), "", state)
                .body();
        ids.put(conversation, UUID.fromString(made.get("id").asText()));
        for (int from = 0; from < messages.size(); from += PAGE) {
            ObjectNode body = ThreadStates.JSON.createObjectNode();
            ArrayNode array = body.putArray("messages");
            messages.subList(from, Math.min(from + PAGE, messages.size())).forEach(array::add);
            writer.call("POST /v1/conversations/{external_id}/messages", path(conversation), "", body);
            // as the job and the vacuum do while a conversation goes on
            settle(conversation);
            PlainDatabase.execute(database.admin(), "vacuum analyze messages, message_segments, conversations");
        }
    }

    @Override
    public void settle(String conversation) {
        MessageSealing sealing = jobs.beans().getBean(MessageSealing.class);
        UUID id = java.util.Objects.requireNonNull(ids.get(conversation));
        var toSeal = new ConversationToSeal(tenant.caller().tenantId(), id);
        long start = System.nanoTime();
        int some;
        do {
            some = sealing.seal(toSeal);
            sealed += some;
        } while (some > 0);
        sealingSeconds += (System.nanoTime() - start) / 1e9;
    }

    @Override
    public void rest(String conversation) throws Exception {
        UUID id = java.util.Objects.requireNonNull(ids.get(conversation));
        PlainDatabase.execute(
                database.admin(),
                "update conversations set updated_at = updated_at - interval '2 hours' where id = '%s'".formatted(id));
        settle(conversation);
    }

    @Override
    public Loaded last(String conversation, int count) throws Exception {
        if (handlers) {
            HandlerClient.Answer answer = reader.call(
                    "GET /v1/conversations/{external_id}/messages",
                    path(conversation),
                    "before=1000000000&limit=" + count,
                    null);
            return new Loaded(answer.milliseconds(), texts(answer.body().get("items")));
        }
        long bytes = Allocation.bytes();
        long start = System.nanoTime();
        List<JsonNode> contents =
                contents(page(conversation, null, 1_000_000_000L, count, null).items());
        double milliseconds = (System.nanoTime() - start) / 1e6;
        allocated = Allocation.bytes() - bytes;
        return new Loaded(
                milliseconds,
                contents.stream().map(content -> content.get("text").asText()).toList());
    }

    @Override
    public double append(String conversation, ObjectNode message) throws Exception {
        if (handlers) {
            return writer.call("POST /v1/conversations/{external_id}/messages", path(conversation), "", message)
                    .milliseconds();
        }
        NewMessage asked = bodies.read(StrictJson.read(message.toString()), NewMessage.class);
        long start = System.nanoTime();
        Instant now = Clock.systemUTC().instant().truncatedTo(ChronoUnit.MICROS);
        new Call(tenant.caller(), null).run(() -> {
            var appending = new MessageAppending(cipher, writing, now, "", List.of(asked));
            return messages.append(conversation, appending.body());
        });
        return (System.nanoTime() - start) / 1e6;
    }

    @Override
    public double change(String conversation, int value) throws Exception {
        if (!handlers) {
            return Double.NaN;
        }
        ObjectNode body = ThreadStates.JSON.createObjectNode().put("step_count", value);
        return writer.call("PATCH /v1/conversations/{external_id}", path(conversation), "", body)
                .milliseconds();
    }

    @Override
    public Loaded all(String conversation, int count) throws Exception {
        return handlers ? allByHandler(conversation) : allByDataLayer(conversation, count);
    }

    private Loaded allByHandler(String conversation) throws IOException {
        List<String> texts = new ArrayList<>();
        double milliseconds = 0;
        String query = "limit=" + PAGE;
        while (true) {
            HandlerClient.Answer answer =
                    reader.call("GET /v1/conversations/{external_id}/messages", path(conversation), query, null);
            milliseconds += answer.milliseconds();
            texts.addAll(texts(answer.body().get("items")));
            JsonNode next = answer.body().get("next_cursor");
            if (next.isNull()) {
                return new Loaded(milliseconds, texts);
            }
            query = "limit=" + PAGE + "&cursor=" + next.asText();
        }
    }

    private Loaded allByDataLayer(String conversation, int count) throws IOException {
        long start = System.nanoTime();
        List<Message> messages = new Call(tenant.caller(), null)
                .run(() -> pages.between(conversation, 1, count).stream()
                        .map(Message::of)
                        .toList());
        unparsed = (System.nanoTime() - start) / 1e6;
        List<JsonNode> contents = contents(messages);
        double milliseconds = (System.nanoTime() - start) / 1e6;
        return new Loaded(
                milliseconds,
                contents.stream().map(content -> content.get("text").asText()).toList());
    }

    @Override
    public double unparsed() {
        return handlers ? Double.NaN : unparsed;
    }

    private Page<Message> page(
            String conversation, @Nullable Long after, @Nullable Long before, int limit, @Nullable String cursor) {
        return new Call(tenant.caller(), null)
                .run(() -> pages.page(conversation, after, before, MessageFilter.ALL, limit, cursor));
    }

    private static List<JsonNode> contents(List<Message> messages) throws IOException {
        List<JsonNode> contents = new ArrayList<>(messages.size());
        for (Message message : messages) {
            contents.add(ThreadStates.JSON.readTree(message.content().utf8()));
            if (message.tools() != null) {
                ThreadStates.JSON.readTree(message.tools().utf8());
            }
        }
        return contents;
    }

    private static List<String> texts(JsonNode items) {
        List<String> texts = new ArrayList<>();
        items.forEach(item -> texts.add(ConversationMessages.text(item)));
        return texts;
    }

    private static Map<String, String> path(String conversation) {
        return Map.of("external_id", conversation);
    }

    @Override
    public @Nullable Long allocated() {
        return handlers ? null : (Long) allocated;
    }

    @Override
    public void close() throws IOException {
        writer.close();
        reader.close();
        talk.close();
        read.close();
        jobs.close();
    }
}
