package dev.waymark.api.retention;

import dev.waymark.api.dispatch.Access;
import dev.waymark.caller.Scope;
import dev.waymark.retention.RetentionPolicies;
import dev.waymark.retention.RetentionPolicyRepository;
import dev.waymark.retention.RetentionPolicyRow;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import java.util.List;

/// Reads how long rows of each kind stay.
@Controller("/v1/retention-policies")
final class GetRetentionPolicies {
    private final RetentionPolicyRepository policies;

    GetRetentionPolicies(RetentionPolicyRepository policies) {
        this.policies = policies;
    }

    /// Reads how long rows of each kind stay, and what then becomes of them; what is not set is at its default.
    @Get
    @Access(Scope.READ)
    HttpResponse<RetentionPolicies> get() {
        return answer(policies.all());
    }

    static HttpResponse<RetentionPolicies> answer(List<RetentionPolicyRow> rows) {
        return HttpResponse.ok(RetentionPolicies.of(rows))
                .header(HttpHeaders.ETAG, "\"" + RetentionPolicies.version(rows) + "\"");
    }
}
