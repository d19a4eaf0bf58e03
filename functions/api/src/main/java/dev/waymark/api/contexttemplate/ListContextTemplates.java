package dev.waymark.api.contexttemplate;

import dev.waymark.api.dispatch.Access;
import dev.waymark.body.Page;
import dev.waymark.caller.Scope;
import dev.waymark.contexttemplate.Template;
import dev.waymark.contexttemplate.TemplateRepository;
import dev.waymark.contexttemplate.TemplateRow;
import dev.waymark.database.StoredText;
import dev.waymark.paging.Cursor;
import dev.waymark.paging.Paging;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import org.jspecify.annotations.Nullable;

/// Lists context templates, the newest first.
@Controller("/v1/context-templates")
final class ListContextTemplates {
    private final TemplateRepository templates;

    ListContextTemplates(TemplateRepository templates) {
        this.templates = templates;
    }

    /// Lists context templates, the newest first: those for a use case, or for agents of a type.
    @Get
    @Access(value = Scope.READ, agentKeys = true)
    Page<Template> list(
            @QueryValue("use_case") @Nullable String useCase,
            @QueryValue("agent_type") @Nullable String agentType,
            @QueryValue @Nullable Integer limit,
            @QueryValue @Nullable String cursor) {
        int rows = Paging.limit(limit);
        Cursor.Moment before = Cursor.moment(cursor);
        return Paging.page(
                templates.page(
                        before.at(),
                        before.id(),
                        StoredText.orNull(useCase),
                        StoredText.orNull(agentType),
                        rows + 1,
                        Paging.BUDGET_BYTES),
                rows,
                TemplateRow::sizeBytes,
                row -> new Cursor.Moment(row.createdAt(), row.id()).text(),
                Template::of);
    }
}
