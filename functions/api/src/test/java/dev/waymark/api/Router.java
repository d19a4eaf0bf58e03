package dev.waymark.api;

import dev.waymark.api.dispatch.Routes;
import io.micronaut.context.ApplicationContext;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Finds the route of a path like API Gateway: literal segments before parameters, parameters decoded once.
final class Router {
    private final Set<String> keys;

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

    private static String role(String routeKey) {
        if (routeKey.matches("\\w+ /v1/(tenants|api-keys|audit-events).*")) {
            return "waymark_access";
        }
        return routeKey.startsWith("GET ") ? "waymark_read" : "waymark_record";
    }
}
