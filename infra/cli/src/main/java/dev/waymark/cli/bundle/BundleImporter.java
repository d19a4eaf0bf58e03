package dev.waymark.cli.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.luben.zstd.Zstd;
import dev.waymark.cli.api.Json;
import dev.waymark.cli.api.WaymarkClient;
import dev.waymark.cli.ledger.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// Sends a bundle page by page; the key needs the scope `admin`. What is there already is no
/// harm, so that one that was cut off is sent again from its beginning.
public final class BundleImporter {
    private static final int LINES = 500;
    private static final int CHARACTERS = 2 * 1024 * 1024;

    private final WaymarkClient client;
    private final Progress progress;

    public BundleImporter(WaymarkClient client, Progress progress) {
        this.client = client;
        this.progress = progress;
    }

    /// How many rows were stored, and how many were there.
    public record Imported(BundleHead head, long stored, long present) {}

    /// Sends the bundle once it is known to be whole.
    ///
    /// @param as another key or name; empty for its own
    /// @throws UnreadableBundleException for what is no bundle, or not the whole of one
    public Imported send(BundleReader bundle, String as) throws IOException {
        BundleReader.Whole whole = bundle.verify();
        var sending = new Sending(whole, as);
        bundle.forEach(sending::add);
        sending.post(true);
        return new Imported(whole.head(), sending.stored, sending.present);
    }

    private final class Sending {
        private final BundleReader.Whole whole;
        private final String as;
        private final StringBuilder page = new StringBuilder();
        private int lines;
        private int sent;
        private long stored;
        private long present;

        Sending(BundleReader.Whole whole, String as) {
            this.whole = whole;
            this.as = as;
        }

        void add(String line) {
            if (lines == LINES || (lines > 0 && page.length() + line.length() > CHARACTERS)) {
                post(false);
            }
            page.append(line).append('\n');
            lines++;
        }

        void post(boolean last) {
            ObjectNode body = Json.object()
                    .put("kind", whole.head().kind())
                    .put("id", whole.head().id());
            if (!as.isEmpty()) {
                body.put("as", as);
            }
            byte[] packed = Zstd.compress(page.toString().getBytes(StandardCharsets.UTF_8));
            body.put("lines", Base64.getEncoder().encodeToString(packed)).put("finish", last);
            JsonNode receipt = client.post("/v1/bundles", Json.bytes(body)).body();
            stored += receipt.path("stored").asLong();
            present += receipt.path("present").asLong();
            sent += lines;
            progress.at(sent, (int) whole.lines());
            page.setLength(0);
            lines = 0;
        }
    }
}
