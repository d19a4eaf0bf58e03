package dev.waymark.api.tenant;

import dev.waymark.api.dispatch.Access;
import dev.waymark.body.Page;
import dev.waymark.caller.Scope;
import dev.waymark.paging.Cursor;
import dev.waymark.paging.Paging;
import dev.waymark.tenant.Tenant;
import dev.waymark.tenant.TenantRepository;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import org.jspecify.annotations.Nullable;

/// Lists tenants, the newest first.
@Controller("/v1/tenants")
final class ListTenants {
    private final TenantRepository tenants;

    ListTenants(TenantRepository tenants) {
        this.tenants = tenants;
    }

    /// Lists tenants, the newest first.
    @Get
    @Access(Scope.OPERATOR)
    Page<Tenant> list(@QueryValue @Nullable Integer limit, @QueryValue @Nullable String cursor) {
        int rows = Paging.limit(limit);
        Cursor.Moment before = Cursor.moment(cursor);
        return Paging.page(
                tenants.page(before.at(), before.id(), rows + 1),
                rows,
                row -> new Cursor.Moment(row.createdAt(), row.id()).text(),
                row -> new Tenant(row.id(), row.name(), row.createdAt(), null));
    }
}
