package dev.waymark.local;

import java.util.List;

/// A route of template.yaml.
///
/// @param method an HTTP method in capitals; empty for the default route
/// @param path the path with its parameters in braces; `$default` for the default route
/// @param function the function that answers it, by its name in the template
/// @param needsCaller whether the authorizer is asked first
record Route(String method, String path, String function, boolean needsCaller) {
    static final String DEFAULT = "$default";

    static Route defaultRoute(String function, boolean needsCaller) {
        return new Route("", DEFAULT, function, needsCaller);
    }

    boolean isDefault() {
        return path.equals(DEFAULT);
    }

    /// The route key as API Gateway writes it: `GET /v1/projects/{key}` or `$default`.
    String key() {
        return isDefault() ? DEFAULT : method + " " + path;
    }

    List<String> segments() {
        return List.of(path.substring(1).split("/", -1));
    }

    static boolean isParameter(String segment) {
        return segment.startsWith("{") && segment.endsWith("}");
    }
}
