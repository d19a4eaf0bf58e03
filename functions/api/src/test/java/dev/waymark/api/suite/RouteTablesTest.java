package dev.waymark.api.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.api.Functions;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/// One set of routes: in the code, in the template that deploys them, in the description that is
/// served, in the contract.
final class RouteTablesTest {
    private static final Functions FUNCTIONS = Functions.shared();
    private static final Path ROOT = Path.of(System.getProperty("waymark.root", "../.."));
    private static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete");

    /// Routes that the contract's table does not name, or not whole.
    private static final Set<String> ADDED = Set.of(
            "GET /v1/integrity",
            "GET /v1/projects/{key}/bundle",
            "GET /v1/agents/{name}/bundle",
            "POST /v1/bundles",
            "GET /v1/settings",
            "GET /v1/archives/{id}",
            "GET /v1/users/{user_id}/erasure",
            "GET /v1/tenants/{id}/erasure",
            "PUT /v1/settings",
            "POST /v1/encryption-keys",
            "GET /v1/encryption-keys",
            "GET /v1/agents/{name}/threads/{thread}",
            "GET /v1/agents/{name}/checkpoints",
            "GET /v1/checkpoints/{id}/history",
            "GET /v1/agents/{name}/metrics",
            "GET /v1/agents/{name}/memories",
            // there, without their path
            "PATCH /v1/memories/{id}",
            "DELETE /v1/memories/{id}",
            // there, without its beginning
            "GET /v1/agents/{name}/metrics/{metric}",
            "GET /v1/agents/{name}/configs",
            "GET /v1/agents/{name}/capabilities",
            "GET /v1/locks/{lock}",
            "PATCH /v1/checkpoints/{id}",
            "DELETE /v1/checkpoints/{id}",
            "PUT /v1/agents/{name}/state-schemas/{partition}",
            "GET /v1/agents/{name}/state-schemas/{partition}",
            "DELETE /v1/agents/{name}/state-schemas/{partition}",
            // there, as methods without the path
            "GET /v1/conversations/{external_id}",
            "PATCH /v1/conversations/{external_id}",
            "DELETE /v1/conversations/{external_id}",
            "GET /v1/steps/{id}/approvals",
            "POST /v1/commands/{id}/evaluations",
            "GET /v1/remedies",
            "GET /v1/context-templates",
            "GET /v1/insights/conversations",
            "DELETE /v1/context-templates/{name}",
            "POST /v1/projects/{key}/steps/{n}/deactivate",
            "GET /v1/projects/{key}/rollbacks",
            "POST /v1/projects/{key}/rollbacks/{id}/undo");

    private final JsonNode description =
            FUNCTIONS.newTenant().get("/v1/openapi.json").expect(200).body();

    @Test
    void theTemplateHasEveryRouteAndNoOther() throws IOException {
        assertThat(templateRoutes()).isEqualTo(FUNCTIONS.routeKeys());
    }

    @Test
    void theDescriptionHasEveryRouteAndNoOther() {
        Set<String> described = new TreeSet<>();
        description
                .get("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(operation ->
                                described.add(operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey())));
        assertThat(described).isEqualTo(FUNCTIONS.routeKeys());
    }

    @Test
    void theDescriptionIsValidOpenApi() {
        var options = new ParseOptions();
        options.setResolve(true);
        var parsed = new OpenAPIV3Parser().readContents(description.toString(), null, options);
        assertThat(parsed.getMessages()).isEmpty();
        assertThat(parsed.getOpenAPI().getPaths()).isNotEmpty();
    }

    @Test
    void everyOperationMayAnswerAProblemAndTheShapeIsWhatIsAnswered() {
        FUNCTIONS.routeKeys().stream()
                .filter(route -> !route.equals("GET /v1/health"))
                .forEach(route -> assertThat(operation(route)
                                .at("/responses/4XX/content/application~1problem+json/schema/$ref")
                                .asText())
                        .as(route)
                        .isEqualTo("#/components/schemas/Problem"));
        var described = description.at("/components/schemas/Problem/properties");
        var answered =
                FUNCTIONS.newTenant().post("/v1/commands", "{}").expect(422).body();
        assertThat(answered.properties())
                .extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrderElementsOf(
                        described.properties().stream().map(Map.Entry::getKey).toList());
    }

    private JsonNode operation(String route) {
        String[] parts = route.split(" ", 2);
        return description.at("/paths/" + parts[1].replace("/", "~1") + "/" + parts[0].toLowerCase(Locale.ROOT));
    }

    @Test
    void everyOperationIsNamedOnceAndTellsWhatItAnswers() {
        Set<String> ids = new HashSet<>();
        List<String> flaws = new ArrayList<>();
        description
                .get("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(entry -> {
                    JsonNode operation = entry.getValue();
                    String route = entry.getKey() + " " + path.getKey();
                    if (!ids.add(operation.path("operationId").asText())) {
                        flaws.add(route + ": operationId "
                                + operation.path("operationId").asText() + " is taken");
                    }
                    if (operation.path("summary").asText().isBlank()) {
                        flaws.add(route + ": no summary");
                    }
                    List<String> statuses = new ArrayList<>();
                    operation.path("responses").fieldNames().forEachRemaining(statuses::add);
                    if (statuses.stream().noneMatch(status -> status.matches("2\\d\\d"))) {
                        flaws.add(route + ": no answer of success among " + statuses);
                    }
                }));
        assertThat(flaws).isEmpty();
    }

    @Test
    void theContractNamesEveryRoute() throws IOException {
        Path contract = ROOT.resolve("../shared/spec/api.md");
        assumeThat(contract)
                .as("skipped: the contract is not beside the sources")
                .exists();
        Set<String> named = new HashSet<>();
        Set<Pattern> endings = new HashSet<>();
        for (String line : Files.readAllLines(contract)) {
            Matcher code = Pattern.compile("`([A-Z/]+) (/[^` ?]*)").matcher(line);
            while (code.find()) {
                for (String method : code.group(1).split("/", -1)) {
                    named.add(method + " /v1" + code.group(2));
                }
            }
            // `…/steps/active` goes on where the line's first route ends
            Matcher more = Pattern.compile("`…(/[^` ?]*)").matcher(line);
            while (more.find()) {
                named.add("GET /v1/projects/{key}/steps" + more.group(1).replace("/steps", ""));
            }
            // `GET …/checkpoints` is told by how it ends
            Matcher ending = Pattern.compile("`([A-Z/]+) …(/[^` ?]*)").matcher(line);
            while (ending.find()) {
                for (String method : ending.group(1).split("/", -1)) {
                    endings.add(Pattern.compile(method + " /v1/.*" + Pattern.quote(ending.group(2))));
                }
            }
        }
        named.addAll(ADDED);
        assertThat(FUNCTIONS.routeKeys())
                .allSatisfy(route -> assertThat(named.contains(route)
                                || endings.stream()
                                        .anyMatch(
                                                ending -> ending.matcher(route).matches()))
                        .as(route)
                        .isTrue());
    }

    private static Set<String> templateRoutes() throws IOException {
        Map<?, ?> template = new Yaml(new WithoutTags()).load(Files.readString(ROOT.resolve("template.yaml")));
        Set<String> routes = new TreeSet<>();
        Map<?, ?> paths = at(template, "Resources", "Api", "Properties", "DefinitionBody", "paths");
        paths.forEach((path, operations) -> ((Map<?, ?>) operations).keySet().forEach(method -> {
            if (METHODS.contains(String.valueOf(method))) {
                routes.add(String.valueOf(method).toUpperCase(Locale.ROOT) + " " + path);
            }
        }));
        return routes;
    }

    private static Map<?, ?> at(Map<?, ?> map, String... names) {
        Map<?, ?> here = map;
        for (String name : names) {
            here = (Map<?, ?>) java.util.Objects.requireNonNull(here.get(name), name);
        }
        return here;
    }

    /// Reads YAML with CloudFormation's tags, and takes what they mark for plain values.
    private static final class WithoutTags extends SafeConstructor {
        WithoutTags() {
            super(new LoaderOptions());
            yamlMultiConstructors.put("!", new org.yaml.snakeyaml.constructor.AbstractConstruct() {
                @Override
                public Object construct(Node node) {
                    return node instanceof ScalarNode scalar ? scalar.getValue() : tags(node);
                }
            });
        }

        private static String tags(Node node) {
            return node instanceof MappingNode mapping
                    ? mapping.getValue().stream()
                            .map(NodeTuple::toString)
                            .toList()
                            .toString()
                    : node.toString();
        }
    }
}
