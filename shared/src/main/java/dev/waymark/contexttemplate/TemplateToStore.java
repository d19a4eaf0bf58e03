package dev.waymark.contexttemplate;

import dev.waymark.body.BodyWriter;
import dev.waymark.body.OmitNull;
import dev.waymark.database.StoredText;
import dev.waymark.document.NewDocuments;
import dev.waymark.json.Digest;
import dev.waymark.token.TokenCounter;
import dev.waymark.token.TokenEncoding;
import io.micronaut.core.annotation.Introspected;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What `put_context_template()` takes.
///
/// @param digest SHA-256 of the template as it was asked for, kept by the audit trail
/// @param segments JSON as text: json itself cannot be read once it holds U+0000; so variables
@Introspected
@OmitNull
public record TemplateToStore(
        Instant at,
        String digest,
        String segments,
        String variables,
        String separator,
        @Nullable String model,
        long totalTokens,
        @Nullable String description,
        List<String> useCases,
        List<String> agentTypes) {
    private static final int MAX_BYTES = 1024 * 1024;

    /// Raises 422 for what cannot be rendered, and 413 for a template of more than a MiB.
    public static TemplateToStore of(TemplateChange change, BodyWriter writer, TokenCounter tokens, Instant at) {
        byte[] asked = writer.write(change);
        NewDocuments.requireFits("a template", asked.length, MAX_BYTES);
        TemplateParts parts =
                TemplateParts.of(change.segments(), change.variables() == null ? Map.of() : change.variables());
        String separator = change.separatorOrDefault();
        return new TemplateToStore(
                at,
                Digest.of(asked).hex(),
                text(writer.write(parts.segments())),
                text(writer.write(parts.variables())),
                StoredText.of(separator),
                change.model(),
                tokens.count(parts.plain(separator), TokenEncoding.ofModel(change.model())),
                StoredText.orNull(change.description()),
                stored(change.useCases()),
                stored(change.agentTypes()));
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }

    private static List<String> stored(@Nullable List<String> texts) {
        return texts == null ? List.of() : texts.stream().map(StoredText::of).toList();
    }
}
