package dev.waymark.api;

import dev.waymark.api.dispatch.Routes;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds the route of a path like API Gateway: literal segments before parameters, parameters decoded once.
final class Router {
    private static final Pattern PATH = Pattern.compile("\\s+(/v1/\\S*):");
    private static final Pattern SERVED_BY =
            Pattern.compile("^\\s+(get|put|post|patch|delete): \\{.*x-amazon-apigateway-integrations/(\\w+)");

    private final Set<String> keys;
    private final Map<String, String> roles = rolesOfTheTemplate();

    Router(ApplicationContext beans) {
        this.keys = new TreeSet<>(beans.getBean(Routes.class).keys());
    }

    /// @param role the database role of the family that serves the route
    record Match(
            String routeKey,
            String role,
            String method,
            String path,
            String query,
            Map<String, String> pathParameters) {}

    Set<String> keys() {
        return keys;
    }

    Match match(String method, String pathAndQuery) {
        int mark = pathAndQuery.indexOf('?');
        String path = mark < 0 ? pathAndQuery : pathAndQuery.substring(0, mark);
        String query = mark < 0 ? "" : pathAndQuery.substring(mark + 1);
        Match best = null;
        for (String key : keys) {
            String template = key.substring(key.indexOf(' ') + 1);
            if (key.startsWith(method + " ")) {
                Map<String, String> parameters = parameters(template, path);
                if (parameters != null
                        && (best == null
                                || parameters.size() < best.pathParameters().size())) {
                    best = new Match(key, role(key), method, path, query, parameters);
                }
            }
        }
        return best != null ? best : new Match("$default", "waymark_read", method, path, query, Map.of());
    }

    private static @org.jspecify.annotations.Nullable Map<String, String> parameters(String template, String path) {
        String[] wanted = template.split("/", -1);
        String[] given = path.split("/", -1);
        if (wanted.length != given.length) {
            return null;
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i].startsWith("{") && !given[i].isEmpty()) {
                String value = URLDecoder.decode(given[i].replace("+", "%2B"), StandardCharsets.UTF_8);
                parameters.put(wanted[i].substring(1, wanted[i].length() - 1), value);
                continue;
            }
            if (!wanted[i].equals(given[i])) {
                return null;
            }
        }
        return parameters;
    }

    private String role(String routeKey) {
        return Objects.requireNonNull(
                roles.get(routeKey), () -> "template.yaml does not say which function serves " + routeKey);
    }

    /// The login role of the function that template.yaml sends each route to; a family's integration is named after it.
    private static Map<String, String> rolesOfTheTemplate() {
        Map<String, String> roles = new LinkedHashMap<>();
        String path = "";
        for (String line : template()) {
            Matcher at = PATH.matcher(line);
            Matcher served = SERVED_BY.matcher(line);
            if (at.matches()) {
                path = at.group(1);
            }
            if (served.find()) {
                roles.put(served.group(1).toUpperCase(Locale.ROOT) + " " + path, "waymark_" + served.group(2));
            }
        }
        return roles;
    }

    private static List<String> template() {
        try {
            return Files.readAllLines(Path.of(System.getProperty("waymark.root"), "template.yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
