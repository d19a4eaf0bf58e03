package dev.waymark.api.user;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import dev.waymark.caller.Call;
import dev.waymark.caller.Caller;
import dev.waymark.caller.Scope;
import dev.waymark.erasure.Erasing;
import dev.waymark.erasure.Erasure;
import io.micronaut.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// An erasure that takes longer than a call may.
final class SlowErasureTest {
    private static final Functions FUNCTIONS = Functions.shared();

    private final Functions.Answer made =
            FUNCTIONS.operator().post("/v1/tenants", "{\"name\": \"tenant\"}").expect(201);
    private final Client client = FUNCTIONS.as(made.text("/api_key"));

    /// Half a minute later whenever it is asked.
    private static Clock hurried() {
        var asked = new AtomicInteger();
        InstantSource source = () -> Instant.EPOCH.plus(Duration.ofSeconds(30L * asked.getAndIncrement()));
        return source.withZone(ZoneOffset.UTC);
    }

    @Test
    void isAcceptedWithAPlaceToAskForTheReceiptAndFinishedByTheNextCall() {
        client.put("/v1/conversations/c", "{\"user_id\": \"a user\"}").expect(201);
        var operation = new EraseUser(FUNCTIONS.handler("waymark_keep").beans().getBean(Erasing.class), hurried());
        var caller = new Caller(UUID.randomUUID(), made.id(), Set.of(Scope.ADMIN), null, null);

        HttpResponse<Erasure> answer = new Call(caller, null).run(() -> operation.erase("a user"));

        assertThat(answer.code()).isEqualTo(202);
        assertThat(answer.header("Location")).isEqualTo("/v1/users/a%20user/erasure");
        Functions.Answer receipt = client.get("/v1/users/a%20user/erasure").expect(200);
        assertThat(receipt.body().get("finished_at").isNull()).isTrue();
        assertThat(receipt.body().get("tables")).isEmpty();
        client.put("/v1/conversations/d", "{\"user_id\": \"a user\"}").expect(410);

        Functions.Answer finished = client.delete("/v1/users/a%20user").expect(200);
        assertThat(finished.body().has("already")).isFalse();
        assertThat(finished.text("/erased_at")).isEqualTo(receipt.text("/erased_at"));
        assertThat(finished.text("/tables/conversations")).isEqualTo("1");
        assertThat(client.get("/v1/users/a%20user/erasure").text("/finished_at"))
                .isEqualTo(finished.text("/finished_at"));
    }
}
