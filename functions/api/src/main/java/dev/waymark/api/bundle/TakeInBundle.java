package dev.waymark.api.bundle;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.Answers;
import dev.waymark.bundle.BundleImport;
import dev.waymark.bundle.BundleReceipt;
import dev.waymark.bundle.NewBundlePage;
import dev.waymark.caller.Scope;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import java.time.Clock;

/// Takes in a page of a bundle.
@Controller("/v1/bundles")
final class TakeInBundle {
    private final BundleImport bundles;
    private final Clock clock;

    TakeInBundle(BundleImport bundles, Clock clock) {
        this.bundles = bundles;
        this.clock = clock;
    }

    /// Takes in a page of a bundle: all of it or nothing. What is there already stays, and what
    /// differs from it is a 409 that names the row.
    @Post
    @Access(Scope.ADMIN)
    HttpResponse<BundleReceipt> take(@Body NewBundlePage page) {
        BundleImport.Taken taken = bundles.take(page, clock.instant());
        return Answers.done(taken.receipt(), taken.replayed());
    }
}
