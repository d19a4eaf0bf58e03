package dev.waymark.api.metric;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.Answers;
import dev.waymark.body.BodyReader;
import dev.waymark.body.BodyWriter;
import dev.waymark.caller.Scope;
import dev.waymark.database.Written;
import dev.waymark.id.Ids;
import dev.waymark.json.StrictJson;
import dev.waymark.metric.MetricPoints;
import dev.waymark.metric.MetricReceipt;
import dev.waymark.metric.MetricRepository;
import dev.waymark.metric.MetricsToStore;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Records 1 to 5,000 points of an agent: one statement, one round trip, all or none.
@Controller("/v1/agents")
final class RecordMetrics {
    private final MetricRepository metrics;
    private final BodyReader reader;
    private final BodyWriter writer;
    private final Ids ids;
    private final Clock clock;

    RecordMetrics(MetricRepository metrics, BodyReader reader, BodyWriter writer, Ids ids, Clock clock) {
        this.metrics = metrics;
        this.reader = reader;
        this.writer = writer;
        this.ids = ids;
        this.clock = clock;
    }

    /// Records 1 to 5,000 points; registers the agent when its name is new.
    @Post("/{name}/metrics")
    @Status(HttpStatus.CREATED)
    @Access(value = Scope.WRITE, agentKeys = true)
    HttpResponse<MetricReceipt> record(@PathVariable String name, @Body MetricPoints reported) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        MetricRules.check(reported, now);
        byte[] body = writer.write(MetricsToStore.of(reported, ids.next(), writer, now));
        Written written = metrics.record(name, new String(body, StandardCharsets.UTF_8));
        MetricReceipt receipt = reader.read(StrictJson.read(written.answer()), MetricReceipt.class);
        return Answers.created(receipt, written.replayed());
    }
}
