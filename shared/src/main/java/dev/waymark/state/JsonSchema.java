package dev.waymark.state;

import com.google.re2j.Pattern;
import dev.harrel.jsonschema.Evaluator;
import dev.harrel.jsonschema.EvaluatorFactory;
import dev.harrel.jsonschema.InvalidSchemaException;
import dev.harrel.jsonschema.JsonSchemaException;
import dev.harrel.jsonschema.SchemaResolver;
import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import dev.waymark.json.Text;
import dev.waymark.problem.FieldError;
import dev.waymark.problem.ProblemException;
import io.micronaut.json.tree.JsonNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/// A JSON Schema (2020-12) that a partition must fit. Nothing is ever fetched: a `$ref` stays within its schema.
/// `pattern`
/// is matched in linear time (RE2), `format` is not checked, `patternProperties` are not taken. A check that looks at
/// more
/// than some three million values ends in a 422.
public final class JsonSchema {
    /// What a schema may weigh in canonical form.
    public static final int MAX_BYTES = 65_536;

    private static final URI PLACE = URI.create("urn:waymark:schema");
    private static final int MAX_ERRORS = 100;
    private static final int MAX_DETAIL_CHARS = 300;

    private static final EvaluatorFactory LINEAR_PATTERNS = new EvaluatorFactory.Builder()
            .withKeyword("pattern", JsonSchema::pattern)
            .build();

    private final Meter meter = new Meter();
    private final Validator validator;

    private JsonSchema(JsonNode schema, boolean trusted) {
        this.validator = new ValidatorFactory()
                .withJsonNodeFactory(new SchemaNode.Factory(meter))
                .withEvaluatorFactory(LINEAR_PATTERNS)
                .withSchemaResolver(_ -> SchemaResolver.Result.empty())
                .withDisabledSchemaValidation(trusted)
                .createValidator();
        validator.registerSchema(PLACE, new SchemaNode(schema, "", meter));
    }

    /// Refuses what is no schema, or none that can be checked here.
    ///
    /// @param at where in the body the schema stands
    /// @throws ProblemException 422 with a pointer per violation
    public static void require(JsonNode schema, String at) {
        List<FieldError> errors = new SchemaRules(at).errors(schema);
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        try {
            new JsonSchema(schema, false).violations(JsonNode.nullNode(), at);
        } catch (InvalidSchemaException e) {
            throw ProblemException.invalid(shown(e.getErrors(), at));
        } catch (JsonSchemaException | IllegalArgumentException | StackOverflowError e) {
            throw because(
                    e, ProblemException.invalid(FieldError.at(at, "schema", detail(String.valueOf(e.getMessage())))));
        }
    }

    /// What breaks a schema that has been required before; empty for what fits.
    ///
    /// @param at where in the body the value stands
    public static List<FieldError> violations(JsonNode schema, JsonNode value, String at) {
        try {
            return new JsonSchema(schema, true).violations(value, at);
        } catch (JsonSchemaException | StackOverflowError e) {
            return List.of(FieldError.at(at, "schema", detail("cannot be checked: " + e.getMessage())));
        }
    }

    private List<FieldError> violations(JsonNode value, String at) {
        Validator.Result result = validator.validate(PLACE, new SchemaNode(value, at, meter));
        return result.isValid() ? List.of() : shown(result.getErrors(), "");
    }

    private static List<FieldError> shown(List<dev.harrel.jsonschema.Error> errors, String at) {
        List<FieldError> shown = new ArrayList<>();
        for (dev.harrel.jsonschema.Error error : errors.subList(0, Math.min(MAX_ERRORS, errors.size()))) {
            String keyword = error.getKeyword() == null ? "false" : error.getKeyword();
            shown.add(FieldError.at(
                    at + error.getInstanceLocation(), "schema", detail(keyword + ": " + error.getError())));
        }
        return shown;
    }

    private static Evaluator pattern(dev.harrel.jsonschema.JsonNode expression) {
        Pattern pattern = Pattern.compile(expression.asString());
        return (context, value) ->
                !value.isString() || pattern.matcher(value.asString()).find()
                        ? Evaluator.Result.success()
                        : Evaluator.Result.failure("does not match " + pattern);
    }

    private static String detail(String text) {
        return Text.shortened(Text.withoutLoneSurrogates(text), MAX_DETAIL_CHARS);
    }

    private static ProblemException because(Throwable cause, ProblemException problem) {
        problem.addSuppressed(cause);
        return problem;
    }
}
