package dev.waymark.api.dispatch;

import io.micronaut.context.ApplicationContext;
import io.micronaut.core.annotation.AnnotationMetadata;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.HttpMethodMapping;
import io.micronaut.inject.BeanDefinition;
import io.micronaut.inject.ExecutableMethod;
import io.micronaut.inject.qualifiers.Qualifiers;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The route table: every operation by its route key, taken from the annotations of the controllers.
@Singleton
public final class Routes {
    private final Map<String, Operation> operations = new HashMap<>();

    Routes(ApplicationContext context) {
        for (BeanDefinition<?> definition :
                context.getBeanDefinitions(Qualifiers.<Object>byStereotype(Controller.class))) {
            for (ExecutableMethod<?, ?> method : definition.getExecutableMethods()) {
                if (method.hasStereotype(HttpMethodMapping.class)) {
                    operations.put(
                            routeKey(definition, method),
                            new Operation(() -> context.getBean(definition), definition, method));
                }
            }
        }
    }

    /// Every route key there is, such as `GET /v1/commands/{id}`.
    public Set<String> keys() {
        return Set.copyOf(operations.keySet());
    }

    @Nullable
    Operation find(String routeKey) {
        return operations.get(routeKey);
    }

    /// The methods that the route of a path takes; empty when no route fits the path.
    Set<String> methodsOf(String path) {
        var methods = new TreeSet<String>();
        for (String key : operations.keySet()) {
            int space = key.indexOf(' ');
            if (matches(key.substring(space + 1), path)) {
                methods.add(key.substring(0, space));
            }
        }
        return methods;
    }

    private static boolean matches(String template, String path) {
        String pattern = Pattern.compile("\\{[^/]+}")
                .splitAsStream(template)
                .map(Pattern::quote)
                .reduce((left, right) -> left + "[^/]+" + right)
                .orElse("");
        return path.matches(template.endsWith("}") ? pattern + "[^/]+" : pattern);
    }

    private static String routeKey(BeanDefinition<?> definition, ExecutableMethod<?, ?> method) {
        String base = definition.stringValue(Controller.class).orElse("");
        AnnotationMetadata annotations = method.getAnnotationMetadata();
        String verb = annotations
                .getAnnotationNameByStereotype(HttpMethodMapping.class)
                .map(name -> name.substring(name.lastIndexOf('.') + 1).toUpperCase(java.util.Locale.ROOT))
                .orElseThrow();
        String path = annotations.stringValue(HttpMethodMapping.class).orElse("/");
        return verb + ' ' + base + (path.equals("/") ? "" : path);
    }
}
