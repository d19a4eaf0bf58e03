package dev.waymark.api.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymark.api.Client;
import dev.waymark.api.Functions;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class RecordStepsTest {
    private final Client client = Functions.shared().newTenant();

    @Test
    void numbersStepsInCommandAndProjectAndChainsTheirParents() {
        UUID command = client.newCommand();
        Functions.Answer first = client.newStep(command, "{\"command\": \"ls\"}");
        Functions.Answer more = client.newStep(command, "{\"steps\": [{\"command\": \"a\"}, {\"command\": \"b\"}]}");
        assertThat(first.body().get("step_index").asInt()).isZero();
        assertThat(first.body().get("step_number").asInt()).isEqualTo(1);
        assertThat(first.body().get("parent_step_id").isNull()).isTrue();
        assertThat(more.text("/items/0/parent_step_id")).isEqualTo(first.text("/id"));
        assertThat(more.text("/items/1/parent_step_id")).isEqualTo(more.text("/items/0/id"));
        assertThat(more.text("/items/1/step_number")).isEqualTo("3");
    }
}
