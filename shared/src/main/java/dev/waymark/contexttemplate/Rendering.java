package dev.waymark.contexttemplate;

import dev.waymark.body.BodyReader;
import dev.waymark.document.NewDocuments;
import dev.waymark.json.Text;
import dev.waymark.problem.ProblemException;
import dev.waymark.token.TokenCounter;
import dev.waymark.token.TokenEncoding;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Renders templates: fills variables in, leaves out what is empty, and keeps the budget.
@Singleton
public final class Rendering {
    /// What the texts of all segments may weigh together: an answer has them twice.
    static final long MAX_BYTES = 1536 * 1024;

    private final BodyReader reader;
    private final TokenCounter tokens;

    Rendering(BodyReader reader, TokenCounter tokens) {
        this.reader = reader;
        this.tokens = tokens;
    }

    /// Renders a template.
    ///
    /// @throws ProblemException 422 for values that do not fit, all at once, and for a budget
    ///     that the required segments do not fit in; 413 for a text that no answer could hold
    public Rendered render(RenderableRow template, RenderRequest request) {
        TemplateParts parts = template.parts(reader);
        VariableValues values = VariableValues.of(parts.variables(), request.variablesOrNone());
        String model = request.model() == null ? template.model() : request.model();
        TokenEncoding encoding = TokenEncoding.ofModel(model);
        List<FilledSegment> filled = filled(parts.segments(), values, encoding);
        List<FilledSegment> given =
                filled.stream().filter(segment -> !segment.text().isEmpty()).toList();
        String separator = template.separatorText();
        Long budget = smaller(request.tokenBudget(), template.tokenLimit());
        TokenBudget.Kept kept = new TokenBudget(
                        budget,
                        tokens.count(separator, encoding),
                        segments -> tokens.count(joined(segments, separator), encoding))
                .keep(given);
        Stream<Rendered.Dropped> empty =
                filled.stream().filter(segment -> segment.text().isEmpty()).map(Rendered.Dropped::empty);
        Stream<Rendered.Dropped> over = kept.gone().stream()
                .map(segment -> Rendered.Dropped.overBudget(
                        segment, kept.before() - Objects.requireNonNull(budget), Objects.requireNonNull(budget)));
        return new Rendered(
                template.id(),
                template.name(),
                template.version(),
                model,
                encoding.published(),
                TokenEncoding.isExactFor(model),
                budget,
                joined(kept.stay(), separator),
                kept.tokens(),
                kept.stay().stream().map(Rendered.Segment::of).toList(),
                Stream.concat(empty, over).toList());
    }

    private List<FilledSegment> filled(List<TemplateSegment> segments, VariableValues values, TokenEncoding encoding) {
        List<TemplateText> texts = segments.stream()
                .map(segment -> TemplateText.of(segment.text()))
                .toList();
        // before anything is made: a value may stand in many places
        NewDocuments.requireFits(
                "a rendered context", texts.stream().mapToLong(values::lengthOf).sum(), MAX_BYTES);
        List<String> filled = texts.stream().map(values::filled).toList();
        NewDocuments.requireFits(
                "a rendered context",
                filled.stream().mapToLong(Rendering::jsonLength).sum(),
                MAX_BYTES);
        List<FilledSegment> result = new ArrayList<>();
        for (int i = 0; i < segments.size(); i++) {
            TemplateSegment segment = segments.get(i);
            String text = filled.get(i);
            result.add(new FilledSegment(
                    i,
                    segment.name(),
                    segment.importanceOrDefault(),
                    segment.isRequired(),
                    text,
                    tokens.count(text, encoding)));
        }
        return result;
    }

    /// About what a text weighs in an answer: controls take six bytes there.
    private static long jsonLength(String text) {
        return Text.utf8Length(text) + 5 * text.chars().filter(c -> c < ' ').count();
    }

    private static String joined(List<FilledSegment> segments, String separator) {
        return segments.stream().map(FilledSegment::text).collect(Collectors.joining(separator));
    }

    private static @Nullable Long smaller(@Nullable Integer asked, @Nullable Long limit) {
        if (asked == null) {
            return limit;
        }
        return limit == null ? asked.longValue() : Long.valueOf(Math.min(asked, limit));
    }
}
