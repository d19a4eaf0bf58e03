package dev.waymark.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the gateway needs of template.yaml.
///
/// @param routes every route, the default one among them
/// @param authorizer the authorizer function, by its name in the template
/// @param functions every function by its name, also those that no route leads to
/// @param schedules what runs on a schedule
record Template(
        List<Route> routes, String authorizer, Map<String, FunctionResource> functions, List<Schedule> schedules) {
    private static final Set<String> METHODS = Set.of("get", "head", "post", "put", "patch", "delete", "options");
    private static final String ANY_METHOD = "x-amazon-apigateway-any-method";
    private static final String REFERENCE = "#/components/x-amazon-apigateway-integrations/";
    private static final Pattern ALIAS = Pattern.compile("/functions/\\$\\{(\\w+)\\.Alias\\}/invocations");
    private static final String DEFAULT_TIMEOUT_SECONDS = "3";

    /// @throws StartFailure where the file cannot be read or lacks what is needed, naming the place
    static Template read(Path file) {
        YamlNode root = TemplateYaml.read(file);
        YamlNode definition =
                only(root, "AWS::Serverless::HttpApi").get("Properties").get("DefinitionBody");
        var functions = new LinkedHashMap<String, FunctionResource>();
        var schedules = new ArrayList<Schedule>();
        root.get("Resources").members().forEach((name, resource) -> {
            if (isA(resource, "AWS::Serverless::Function")) {
                functions.put(
                        name,
                        function(
                                name,
                                resource.get("Properties"),
                                root.get("Globals").get("Function")));
            }
            if (isA(resource, "AWS::Scheduler::Schedule")) {
                schedules.add(Schedule.of(name, resource.get("Properties")));
            }
        });
        return new Template(routes(definition), authorizer(definition), Map.copyOf(functions), List.copyOf(schedules));
    }

    /// The functions that requests reach, by name.
    Set<String> served() {
        var names = new TreeSet<String>();
        names.add(authorizer);
        routes.forEach(route -> names.add(route.function()));
        return names;
    }

    /// The functions that requests or schedules reach, by name.
    Set<String> called() {
        var names = new TreeSet<>(served());
        schedules.forEach(schedule -> names.add(schedule.function()));
        return names;
    }

    /// @throws StartFailure where there is no such function
    FunctionResource function(String name) {
        FunctionResource function = functions.get(name);
        if (function == null) {
            throw new StartFailure("template.yaml has no function " + name);
        }
        return function;
    }

    private static YamlNode only(YamlNode root, String type) {
        List<YamlNode> found = root.get("Resources").members().values().stream()
                .filter(resource -> isA(resource, type))
                .toList();
        if (found.size() != 1) {
            throw new StartFailure("template.yaml has " + found.size() + " resources of type " + type + ", not one");
        }
        return found.getFirst();
    }

    private static boolean isA(YamlNode resource, String type) {
        return resource.get("Type").literal().filter(type::equals).isPresent();
    }

    private static FunctionResource function(String name, YamlNode properties, YamlNode globals) {
        var environment = new LinkedHashMap<String, String>();
        for (YamlNode level : List.of(globals, properties)) {
            level.get("Environment")
                    .get("Variables")
                    .members()
                    .forEach((variable, value) -> value.literal().ifPresent(text -> environment.put(variable, text)));
        }
        YamlNode timeout = properties.get("Timeout").exists() ? properties.get("Timeout") : globals.get("Timeout");
        return new FunctionResource(
                name,
                properties.get("Handler").text().split("::", 2)[0],
                properties.get("CodeUri").text(),
                Duration.ofSeconds(Long.parseLong(timeout.literal().orElse(DEFAULT_TIMEOUT_SECONDS))),
                environment);
    }

    private static List<Route> routes(YamlNode definition) {
        boolean secured = !definition.get("security").isEmptyList()
                && definition.get("security").exists();
        var routes = new ArrayList<Route>();
        definition
                .get("paths")
                .members()
                .forEach((path, operations) -> operations
                        .members()
                        .forEach((method, operation) ->
                                routes.add(route(path, method, operation, definition, secured))));
        return List.copyOf(routes);
    }

    private static Route route(
            String path, String method, YamlNode operation, YamlNode definition, boolean securedByDefault) {
        YamlNode security = operation.get("security");
        boolean needsCaller = security.exists() ? !security.isEmptyList() : securedByDefault;
        String function = integration(operation, definition);
        if (path.equals("/" + Route.DEFAULT) && method.equals(ANY_METHOD)) {
            return Route.defaultRoute(function, needsCaller);
        }
        if (!METHODS.contains(method)) {
            throw new StartFailure("template.yaml: there is no method " + method + " at " + operation.at());
        }
        return new Route(method.toUpperCase(Locale.ROOT), path, function, needsCaller);
    }

    private static String integration(YamlNode operation, YamlNode definition) {
        YamlNode integration = operation.get("x-amazon-apigateway-integration");
        String reference = integration.get("$ref").text();
        if (!reference.startsWith(REFERENCE)) {
            throw new StartFailure("template.yaml: no integration is meant by " + reference + " at " + operation.at());
        }
        return functionOf(definition
                .get("components")
                .get("x-amazon-apigateway-integrations")
                .get(reference.substring(REFERENCE.length()))
                .get("uri"));
    }

    private static String authorizer(YamlNode definition) {
        return definition.get("components").get("securitySchemes").members().values().stream()
                .map(scheme ->
                        functionOf(scheme.get("x-amazon-apigateway-authorizer").get("authorizerUri")))
                .findFirst()
                .orElseThrow(() -> new StartFailure("template.yaml names no authorizer"));
    }

    private static String functionOf(YamlNode uri) {
        Matcher alias = ALIAS.matcher(uri.text());
        if (!alias.find()) {
            throw new StartFailure("template.yaml: no function's alias is invoked at " + uri.at());
        }
        return alias.group(1);
    }
}
