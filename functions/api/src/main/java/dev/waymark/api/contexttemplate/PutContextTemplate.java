package dev.waymark.api.contexttemplate;

import dev.waymark.api.dispatch.Access;
import dev.waymark.api.dispatch.ExpectedVersion;
import dev.waymark.body.BodyWriter;
import dev.waymark.caller.Scope;
import dev.waymark.contexttemplate.Template;
import dev.waymark.contexttemplate.TemplateChange;
import dev.waymark.contexttemplate.TemplateRepository;
import dev.waymark.contexttemplate.TemplateToStore;
import dev.waymark.id.Ids;
import dev.waymark.token.TokenCounter;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Put;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Creates a context template, or replaces it: what the body does not name gets its default.
@Controller("/v1/context-templates")
final class PutContextTemplate {
    private final TemplateRepository templates;
    private final TokenCounter tokens;
    private final BodyWriter writer;
    private final Ids ids;
    private final Clock clock;

    PutContextTemplate(TemplateRepository templates, TokenCounter tokens, BodyWriter writer, Ids ids, Clock clock) {
        this.templates = templates;
        this.tokens = tokens;
        this.writer = writer;
        this.ids = ids;
        this.clock = clock;
    }

    /// Creates a context template, or replaces it.
    @Put("/{name}")
    @Access(Scope.WRITE)
    HttpResponse<Template> put(
            @PathVariable String name,
            @Header("If-Match") @Nullable ExpectedVersion expected,
            @Header("If-None-Match") @Nullable String mustBeNew,
            @Body TemplateChange change) {
        UUID newId = ids.next();
        byte[] body = writer.write(TemplateToStore.of(change, writer, tokens, clock.instant()));
        Template put = Template.of(templates.put(
                name,
                newId,
                new String(body, StandardCharsets.UTF_8),
                ExpectedVersion.numberIn(expected),
                ExpectedVersion.isAny(expected),
                mustBeNew != null));
        return put.id().equals(newId) ? HttpResponse.created(put) : HttpResponse.ok(put);
    }
}
