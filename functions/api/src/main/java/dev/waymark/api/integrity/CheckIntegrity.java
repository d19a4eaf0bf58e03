package dev.waymark.api.integrity;

import dev.waymark.api.dispatch.Access;
import dev.waymark.caller.Call;
import dev.waymark.caller.Scope;
import dev.waymark.integrity.Integrity;
import dev.waymark.integrity.IntegrityCheck;
import dev.waymark.integrity.IntegrityPage;
import dev.waymark.paging.Paging;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Computes digests, audit chains, counters and references again, a page of rows a call.
@Controller("/v1/integrity")
final class CheckIntegrity {
    private static final int DEFAULT_ROWS = 500;

    private final Integrity integrity;

    CheckIntegrity(Integrity integrity) {
        this.integrity = integrity;
    }

    /// Looks at the next rows and says what is wrong with them; the answer is 200 for damage too.
    /// Whoever follows `next_cursor` to its end has had everything looked at.
    @Get
    @Access(Scope.ADMIN)
    IntegrityPage check(
            @QueryValue @Nullable IntegrityCheck check,
            @QueryValue @Nullable Integer limit,
            @QueryValue @Nullable String cursor) {
        return integrity.page(
                Objects.requireNonNull(Call.current()).caller().tenantId(),
                check,
                cursor,
                limit == null ? DEFAULT_ROWS : Paging.limit(limit));
    }
}
