package dev.waymark.local;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds the route of a request as an HTTP API does: method and path must fit, a literal segment beats a parameter,
/// and what fits nowhere takes the default route.
final class RouteTable {
    private final List<Route> routes;
    private final Route defaultRoute;

    RouteTable(List<Route> routes) {
        this.routes = routes.stream().filter(route -> !route.isDefault()).toList();
        this.defaultRoute = routes.stream()
                .filter(Route::isDefault)
                .findFirst()
                .orElseThrow(() -> new StartFailure("template.yaml has no $default route"));
    }

    /// A route and the values of its path parameters, decoded.
    record Match(Route route, Map<String, String> pathParameters) {}

    /// @param encodedPath the path as it was sent: an encoded slash is part of a segment
    Match match(String method, String encodedPath) {
        List<String> segments = segmentsOf(encodedPath);
        Optional<Route> best = routes.stream()
                .filter(route -> route.method().equals(method) && fits(route, segments))
                .reduce((soFar, next) -> isMoreSpecific(next, soFar) ? next : soFar);
        return best.map(route -> new Match(route, parameters(route, segments)))
                .orElseGet(() -> new Match(defaultRoute, Map.of()));
    }

    private static List<String> segmentsOf(String encodedPath) {
        String relative = encodedPath.startsWith("/") ? encodedPath.substring(1) : encodedPath;
        return List.of(relative.split("/", -1)).stream()
                .map(PercentEncoding::decodePath)
                .toList();
    }

    private static boolean fits(Route route, List<String> segments) {
        List<String> own = route.segments();
        if (own.size() != segments.size()) {
            return false;
        }
        for (int i = 0; i < own.size(); i++) {
            String segment = segments.get(i);
            boolean fits = Route.isParameter(own.get(i))
                    ? !segment.isEmpty()
                    : own.get(i).equals(segment);
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    private static boolean isMoreSpecific(Route route, Route than) {
        List<String> left = route.segments();
        List<String> right = than.segments();
        for (int i = 0; i < left.size(); i++) {
            boolean leftIsParameter = Route.isParameter(left.get(i));
            if (leftIsParameter != Route.isParameter(right.get(i))) {
                return !leftIsParameter;
            }
        }
        return false;
    }

    private static Map<String, String> parameters(Route route, List<String> segments) {
        var parameters = new LinkedHashMap<String, String>();
        List<String> own = route.segments();
        for (int i = 0; i < own.size(); i++) {
            String name = own.get(i);
            if (Route.isParameter(name)) {
                parameters.put(name.substring(1, name.length() - 1), segments.get(i));
            }
        }
        return parameters;
    }
}
