package dev.waymark.api.message;

import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.api.Sql;
import dev.waymark.message.ConversationToSeal;
import dev.waymark.message.MessageSealing;
import java.util.UUID;

/// Seals the messages of one conversation, as the job does, with the job's role.
public final class Sealing {
    private final MessageSealing sealing;
    private final Sql sql;
    private final ConversationToSeal conversation;

    /// @param externalId of a conversation that the client sees
    public Sealing(Functions functions, Client client, String externalId) {
        this.sealing = functions.handler("waymark_jobs").beans().getBean(MessageSealing.class);
        this.sql = Sql.of(functions);
        UUID id = client.get("/v1/conversations/" + externalId).expect(200).id();
        this.conversation = new ConversationToSeal(
                UUID.fromString(sql.text("select tenant_id from conversations where id = ?", id)), id);
    }

    public UUID conversation() {
        return conversation.conversationId();
    }

    public UUID tenant() {
        return conversation.tenantId();
    }

    /// Seals as long as there is something to seal; answers how many messages it was.
    public int go() {
        int sealed = 0;
        int some;
        do {
            some = sealing.seal(conversation);
            sealed += some;
        } while (some > 0);
        return sealed;
    }

    /// Seals a thousand messages at most.
    public int step() {
        return sealing.seal(conversation);
    }

    /// Nothing has happened in the conversation for two hours.
    public Sealing idle() {
        sql.run("update conversations set updated_at = updated_at - interval '2 hours' where id = '%s'"
                .formatted(conversation()));
        return this;
    }

    public long live() {
        return sql.number("select count(*) from messages where conversation_id = ?", conversation());
    }

    public long segments() {
        return sql.number("select count(*) from message_segments where conversation_id = ?", conversation());
    }

    /// How many messages the segments have.
    public long sealed() {
        return sql.number(
                "select coalesce(sum(last_position - first_position + 1), 0) from message_segments where conversation_id = ?",
                conversation());
    }
}
