package dev.waymark.message;

import dev.waymark.body.BodyReader;
import dev.waymark.body.BodyWriter;
import dev.waymark.document.NewDocuments;
import dev.waymark.encryption.FieldWriter;
import dev.waymark.encryption.Place;
import dev.waymark.json.Digest;
import dev.waymark.json.StrictJson;
import dev.waymark.paging.Paging;
import dev.waymark.step.TokenUsage;
import io.micronaut.json.tree.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Turns messages as they are asked for into what `append_messages()` takes, and what that
/// assigns into answers. Needs
/// no database: digests are made here, positions and ids there.
public final class MessageAppending {
    private static final int OTHER_MEMBERS_BYTES = 1_200;

    private final BodyWriter writer;
    private final Instant at;
    private final String wrapper;
    private final MessageCipher cipher;
    private final FieldWriter fields;
    private final List<Saying> sayings = new ArrayList<>();
    private final ByteArrayOutputStream digests = new ByteArrayOutputStream();
    private final List<MessageToStore> messages = new ArrayList<>();
    private long answerBytes;

    /// Prepares the appending of these messages, all at once and in this order.
    ///
    /// @param at when they are stored
    /// @param wrapper the pointer of the list that holds them; empty for a single message by
    ///     itself
    /// @throws dev.waymark.problem.ProblemException 413 for one that could never be read back
    ///     whole
    public MessageAppending(
            MessageCipher cipher, BodyWriter writer, Instant at, String wrapper, List<NewMessage> asked) {
        this.cipher = cipher;
        this.fields = cipher.writer();
        this.writer = writer;
        this.at = at;
        this.wrapper = wrapper.isEmpty() ? "" : wrapper + "/#";
        asked.forEach(this::add);
    }

    /// The argument of `append_messages()`, as JSON.
    public String body() {
        var body = new LinkedHashMap<String, Object>(members());
        body.put("at", at);
        body.put("wrapper", wrapper);
        if (fields.encrypts()) {
            body.put("ids", messages.stream().map(MessageToStore::id).toList());
        }
        return new String(writer.write(body), StandardCharsets.UTF_8);
    }

    /// What both `append_messages()` and `save_state()` take of messages that are new: `count`;
    /// `digests`, SHA-256 of what
    /// each says, one after the other; `digest`, over those, but that of a single message
    /// itself; whether they are `plain`; `messages`.
    public Map<String, Object> members() {
        byte[] each = digests.toByteArray();
        String hex = HexFormat.of().formatHex(each);
        return Map.of(
                "count",
                messages.size(),
                "digests",
                hex,
                "digest",
                messages.size() == 1 ? hex : Digest.of(each).hex(),
                "plain",
                messages.stream().allMatch(MessageAppending::isPlain),
                "messages",
                messages);
    }

    /// The messages as they are now stored, in the order asked for.
    ///
    /// @param answer what `append_messages()` answered, now or to an earlier request with the
    ///     same body
    public List<Message> appended(String answer, BodyReader reader) {
        AppendedMessages all = reader.read(StrictJson.read(answer), AppendedMessages.class);
        List<Message> appended = new ArrayList<>(messages.size());
        for (int i = 0; i < messages.size(); i++) {
            appended.add(Message.of(messages.get(i), sayings.get(i), all));
        }
        return appended;
    }

    /// Whether the appended messages fit in an answer.
    public boolean fitsInAnAnswer() {
        return answerBytes <= Paging.BUDGET_BYTES;
    }

    private void add(NewMessage message) {
        Saying saying = Saying.of(message);
        long bytes = saying.bytes();
        NewDocuments.requireFits("a message", bytes);
        answerBytes += bytes + OTHER_MEMBERS_BYTES;
        digests.writeBytes(fields.digest(saying.digest()).bytes());
        sayings.add(saying);
        // what it is bound to when it is encrypted
        UUID id = message.id() == null && fields.encrypts() ? cipher.nextId() : message.id();
        String tools = saying.toolsText();
        TokenUsage usage =
                message.tokenUsage() == null ? null : message.tokenUsage().normalized();
        messages.add(new MessageToStore(
                messages.size(),
                id,
                message.createdAt(),
                message.sessionId(),
                message.parentMessageId(),
                message.channel(),
                message.senderUserId(),
                message.senderAgentId(),
                message.role(),
                message.messageType(),
                Objects.requireNonNull(MessageRules.typeOf(message.content()), "checked before"),
                hidden(saying.contentText(), id, MessageCipher::content),
                tools == null ? null : hidden(tools, id, MessageCipher::tools),
                toolCalls(message.role(), message.tools()),
                message.schemaVersion(),
                message.memoryRefs(),
                message.stateSnapshotId(),
                message.context(),
                message.metadata(),
                message.audit(),
                usage == null ? null : usage.promptTokens(),
                usage == null ? null : usage.completionTokens(),
                usage == null ? null : usage.totalTokens(),
                usage == null ? null : usage.costUsd(),
                message.latencyMs()));
    }

    private String hidden(String plain, @Nullable UUID id, Function<UUID, Place> place) {
        return id == null ? plain : fields.text(place.apply(id), plain);
    }

    /// Whether it names nothing that has to be looked for, and brings no id.
    private static boolean isPlain(MessageToStore message) {
        return message.id() == null
                && message.sessionId() == null
                && message.parentMessageId() == null
                && message.senderAgentId() == null;
    }

    static @Nullable Integer toolCalls(MessageRole role, @Nullable JsonNode tools) {
        return role == MessageRole.ASSISTANT && tools != null && tools.size() > 0 ? tools.size() : null;
    }
}
