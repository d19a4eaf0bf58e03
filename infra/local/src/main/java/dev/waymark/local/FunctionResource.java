package dev.waymark.local;

import java.time.Duration;
import java.util.Map;

/// A function of template.yaml.
///
/// @param name its name in the template
/// @param handlerClass the class of its handler
/// @param codeUri the zip that is deployed
/// @param timeout how long a call may take
/// @param environment the variables with literal values; those that only a deployment knows are left out
record FunctionResource(
        String name, String handlerClass, String codeUri, Duration timeout, Map<String, String> environment) {
    FunctionResource {
        environment = Map.copyOf(environment);
    }
}
