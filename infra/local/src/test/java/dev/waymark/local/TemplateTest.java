package dev.waymark.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.waymark.migrate.Roles;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every route, function, permission, role and sample event of template.yaml fits the others.
class TemplateTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path ROOT = Path.of(System.getProperty("waymark.root", "../.."));
    private static final Template TEMPLATE = Template.read(ROOT.resolve("template.yaml"));
    private static final YamlNode YAML = TemplateYaml.read(ROOT.resolve("template.yaml"));

    @Test
    void everyRouteLeadsToAFunctionOfTheTemplate() {
        assertThat(TEMPLATE.routes())
                .hasSizeGreaterThan(30)
                .allSatisfy(route -> assertThat(TEMPLATE.functions()).containsKey(route.function()));
        assertThat(TEMPLATE.functions()).containsKey(TEMPLATE.authorizer());
    }

    @Test
    void noRouteIsThereTwiceAndOneIsTheDefault() {
        List<String> keys = TEMPLATE.routes().stream().map(Route::key).toList();
        assertThat(keys).doesNotHaveDuplicates().containsOnlyOnce("$default");
        assertThat(keys).noneMatch(key -> key.contains("{proxy+}"));
    }

    @Test
    void onlyHealthNeedsNoKey() {
        assertThat(TEMPLATE.routes().stream().filter(route -> !route.needsCaller()))
                .extracting(Route::key)
                .containsExactly("GET /v1/health");
    }

    @Test
    void everyFunctionsHandlerIsInTheModuleItsZipIsMadeOf() {
        assertThat(TEMPLATE.functions()).isNotEmpty().allSatisfy((name, function) -> {
            String module = function.codeUri().replaceFirst("/target/.*", "");
            String source = "src/main/java/" + function.handlerClass().replace('.', '/') + ".java";
            assertThat(ROOT.resolve(module).resolve(source)).isRegularFile();
        });
    }

    @Test
    void everyServedFunctionHasOnePermissionAndNoOtherHas() {
        List<String> permitted = resources("AWS::Lambda::Permission")
                .map(permission -> String.valueOf(
                        permission.get("Properties").get("FunctionName").value()))
                .sorted()
                .toList();
        List<String> expected = TEMPLATE.served().stream()
                .map(name -> String.valueOf(new YamlNode.Intrinsic("Ref", name + ".Alias")))
                .sorted()
                .toList();
        assertThat(permitted).isEqualTo(expected);
    }

    @Test
    void everyCalledFunctionLogsInAsARoleOfTheDatabaseAndMayConnectAsNoOther() {
        assertThat(TEMPLATE.called()).allSatisfy(name -> {
            String role = TEMPLATE.function(name).environment().get("WAYMARK_DB_USER");
            assertThat(role).isIn(Roles.LOGINS);
            String policies = String.valueOf(YAML.get("Resources")
                    .get(name)
                    .get("Properties")
                    .get("Policies")
                    .value());
            assertThat(rolesNamedIn(policies)).containsExactly(role);
        });
    }

    @Test
    void everyFamilyIsCalledAndMayPassTheProxy() throws IOException {
        Set<String> used = TEMPLATE.called().stream()
                .map(name -> TEMPLATE.function(name).environment().get("WAYMARK_DB_USER"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(used).isEqualTo(new TreeSet<>(Roles.LOGINS));
        assertThat(rolesNamedIn(Files.readString(ROOT.resolve("infra/database.yaml"))))
                .isEqualTo(used);
    }

    @Test
    void everyScheduleCallsAFunctionWithAnEventOfItsAndMayCallNoOther() {
        assertThat(TEMPLATE.schedules()).isNotEmpty().allSatisfy(schedule -> {
            assertThat(TEMPLATE.functions()).containsKey(schedule.function());
            assertThat(schedule.every()).isPositive();
            assertThat(JSON.readTree(schedule.input()).path("job").asText()).isNotEmpty();
        });
        String policies = String.valueOf(YAML.get("Resources")
                .get("SchedulerRole")
                .get("Properties")
                .get("Policies")
                .value());
        Set<String> called =
                TEMPLATE.schedules().stream().map(Schedule::function).collect(Collectors.toSet());
        assertThat(called).allSatisfy(name -> assertThat(policies).contains(name + ".Alias"));
        assertThat(TEMPLATE.functions().keySet().stream().filter(name -> !called.contains(name)))
                .allSatisfy(name -> assertThat(policies).doesNotContain(name));
    }

    @Test
    void everyFunctionHasALogGroupThatForgets() {
        Set<String> groups = YAML.get("Resources").members().entrySet().stream()
                .filter(entry -> hasType(entry.getValue(), "AWS::Logs::LogGroup")
                        && entry.getValue()
                                .get("Properties")
                                .get("RetentionInDays")
                                .exists())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        assertThat(resources("AWS::Serverless::Function")).allSatisfy(function -> {
            Object group = function.get("Properties")
                    .get("LoggingConfig")
                    .get("LogGroup")
                    .value();
            assertThat(groups.stream().map(name -> new YamlNode.Intrinsic("Ref", name)))
                    .contains((YamlNode.Intrinsic) group);
        });
    }

    @Test
    void everyFunctionHasASampleEvent() throws IOException {
        Set<String> prefixes = events().stream()
                .map(file -> file.getName().replaceFirst("-.*", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> expected = TEMPLATE.functions().keySet().stream()
                .map(name -> name.replaceFirst("Function$", "").toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(prefixes).isEqualTo(expected);
    }

    @Test
    void everySampleEventIsOfARouteOfItsFunction() throws IOException {
        var table = new RouteTable(TEMPLATE.routes());
        for (File file : events()) {
            JsonNode event = JSON.readTree(file);
            if (event.has("job")) {
                assertThat(TEMPLATE.schedules())
                        .anySatisfy(schedule ->
                                assertThat(JSON.readTree(schedule.input())).isEqualTo(event));
                continue;
            }
            if (!event.has("routeKey")) {
                assertThat(event.path("ResourceType").asText()).isEqualTo("Custom::Migration");
                continue;
            }
            String method =
                    event.path("requestContext").path("http").path("method").asText();
            Route route = table.match(method, event.path("rawPath").asText()).route();
            assertThat(route.key()).isEqualTo(event.path("routeKey").asText());
            String prefix = file.getName().replaceFirst("-.*", "");
            assertThat(prefix).isIn(route.function().replace("Function", "").toLowerCase(Locale.ROOT), "authorizer");
        }
    }

    @Test
    void aTemplateThatIsNotYamlIsOneClearLine(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("template.yaml"), "a: [");
        assertThatThrownBy(() -> Template.read(file))
                .isInstanceOfSatisfying(
                        StartFailure.class,
                        failure -> assertThat(failure.line()).startsWith(file + " cannot be read"));
    }

    @Test
    void aTemplateWithoutAnApiSaysSo(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("template.yaml"), "Resources: {}");
        assertThatThrownBy(() -> Template.read(file))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("AWS::Serverless::HttpApi");
    }

    private static Collection<File> events() throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve("infra/events"))) {
            return files.map(Path::toFile).sorted().toList();
        }
    }

    private static Stream<YamlNode> resources(String type) {
        return YAML.get("Resources").members().values().stream().filter(resource -> hasType(resource, type));
    }

    private static boolean hasType(YamlNode resource, String type) {
        return resource.get("Type").literal().filter(type::equals).isPresent();
    }

    private static Set<String> rolesNamedIn(String text) {
        var roles = new TreeSet<String>();
        var matcher = Pattern.compile("/(waymark_\\w+)").matcher(text);
        while (matcher.find()) {
            roles.add(matcher.group(1));
        }
        return roles;
    }
}
