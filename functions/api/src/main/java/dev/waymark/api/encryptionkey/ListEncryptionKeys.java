package dev.waymark.api.encryptionkey;

import dev.waymark.api.dispatch.Access;
import dev.waymark.body.Page;
import dev.waymark.caller.Scope;
import dev.waymark.encryption.EncryptionKey;
import dev.waymark.encryption.EncryptionKeyRepository;
import dev.waymark.paging.Cursor;
import dev.waymark.paging.Paging;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import org.jspecify.annotations.Nullable;

/// Lists the tenant's data keys, the newest first: what they are for, never what they are.
@Controller("/v1/encryption-keys")
final class ListEncryptionKeys {
    private final EncryptionKeyRepository keys;

    ListEncryptionKeys(EncryptionKeyRepository keys) {
        this.keys = keys;
    }

    /// Lists the tenant's data keys, the newest first, retired ones too.
    @Get
    @Access(Scope.ADMIN)
    Page<EncryptionKey> list(@QueryValue @Nullable Integer limit, @QueryValue @Nullable String cursor) {
        int rows = Paging.limit(limit);
        Cursor.Moment before = Cursor.moment(cursor);
        return Paging.page(
                keys.page(before.at(), before.id(), rows + 1),
                rows,
                row -> new Cursor.Moment(row.createdAt(), row.id()).text(),
                EncryptionKey::of);
    }
}
