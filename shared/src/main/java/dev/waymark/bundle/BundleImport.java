package dev.waymark.bundle;

import dev.waymark.body.BodyReader;
import dev.waymark.body.BodyWriter;
import dev.waymark.database.Written;
import dev.waymark.json.Digest;
import dev.waymark.json.StrictJson;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// Takes bundles in page by page: a page as a whole or not at all, and any page again without
/// effect.
@Singleton
public final class BundleImport {
    private final BundleRepository bundles;
    private final BodyReader reader;
    private final BodyWriter writer;

    BundleImport(BundleRepository bundles, BodyReader reader, BodyWriter writer) {
        this.bundles = bundles;
        this.reader = reader;
        this.writer = writer;
    }

    /// A receipt, and whether it is that of an earlier call with the same idempotency key.
    public record Taken(BundleReceipt receipt, boolean replayed) {}

    /// Takes a page in.
    ///
    /// @throws dev.waymark.problem.ProblemException 422 for lines that are no bundle's, break a
    ///     rule of the database or are not what their digests say; 409 for a row that is there
    ///     and differs, and at the end for a bundle that is not whole; 404 when the bundle does
    ///     not begin with this page and has not begun before
    public Taken take(NewBundlePage page, Instant at) {
        BundleLines lines = BundleLines.read(page.lines());
        new BundleProof(bundles::packs).require(lines);
        byte[] body = writer.write(new BundlePageToStore(
                at,
                page.kind(),
                page.id(),
                page.as(),
                Digest.of(page.lines().getBytes(StandardCharsets.UTF_8)).hex(),
                Boolean.TRUE.equals(page.finish())));
        Written written = bundles.take(new String(body, StandardCharsets.UTF_8), lines.array());
        return new Taken(reader.read(StrictJson.read(written.answer()), BundleReceipt.class), written.replayed());
    }
}
