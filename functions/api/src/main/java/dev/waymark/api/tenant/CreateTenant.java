package dev.waymark.api.tenant;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.Answers;
import dev.waymark.apikey.Secret;
import dev.waymark.body.BodyReader;
import dev.waymark.caller.Scope;
import dev.waymark.database.Written;
import dev.waymark.id.Ids;
import dev.waymark.json.StrictJson;
import dev.waymark.tenant.NewTenant;
import dev.waymark.tenant.Tenant;
import dev.waymark.tenant.TenantRepository;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import java.security.SecureRandom;
import java.time.Clock;

/// Makes a tenant with its first admin key. A replay shows the tenant again, and never the key.
@Controller("/v1/tenants")
final class CreateTenant {
    private final TenantRepository tenants;
    private final BodyReader reader;
    private final Ids ids;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    CreateTenant(TenantRepository tenants, BodyReader reader, Ids ids, Clock clock) {
        this.tenants = tenants;
        this.reader = reader;
        this.ids = ids;
        this.clock = clock;
    }

    /// Makes a tenant with its first admin key.
    @Post
    @Status(HttpStatus.CREATED)
    @Access(Scope.OPERATOR)
    HttpResponse<Tenant> create(@Body NewTenant tenant) {
        Secret secret = Secret.random(random);
        Written written = tenants.create(
                ids.orNext(tenant.id()), tenant.name(), clock.instant(), ids.next(), secret.prefix(), secret.hash());
        Tenant made = reader.read(StrictJson.read(written.answer()), Tenant.class);
        String shown = written.replayed() ? null : secret.text();
        return Answers.created(new Tenant(made.id(), made.name(), made.createdAt(), shown), written.replayed());
    }
}
