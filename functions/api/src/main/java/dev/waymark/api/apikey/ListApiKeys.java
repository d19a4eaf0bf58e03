package dev.waymark.api.apikey;

import dev.waymark.api.dispatch.Access;
import dev.waymark.apikey.ApiKey;
import dev.waymark.apikey.ApiKeyRepository;
import dev.waymark.body.Page;
import dev.waymark.caller.Scope;
import dev.waymark.paging.Cursor;
import dev.waymark.paging.Paging;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import org.jspecify.annotations.Nullable;

/// Lists the tenant's keys without their secrets, the newest first, revoked ones too.
@Controller("/v1/api-keys")
final class ListApiKeys {
    private final ApiKeyRepository keys;

    ListApiKeys(ApiKeyRepository keys) {
        this.keys = keys;
    }

    /// Lists the tenant's keys without their secrets, the newest first, revoked ones too.
    @Get
    @Access(Scope.ADMIN)
    Page<ApiKey> list(@QueryValue @Nullable Integer limit, @QueryValue @Nullable String cursor) {
        int rows = Paging.limit(limit);
        Cursor.Moment before = Cursor.moment(cursor);
        return Paging.page(
                keys.page(before.at(), before.id(), rows + 1),
                rows,
                row -> new Cursor.Moment(row.createdAt(), row.id()).text(),
                ApiKey::of);
    }
}
