package dev.waymark.cli.machine;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.waymark.cli.api.Json;
import dev.waymark.cli.program.MissingProgramException;
import dev.waymark.cli.program.Programs;
import dev.waymark.cli.program.Ran;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// The packages that dpkg or rpm has installed, by name.
final class Packages implements Collector {
    private static final String DPKG_FORMAT = "${db:Status-Status}\\t${Package}\\t${Version}\\t${Architecture}\\n";
    private static final String RPM_FORMAT = "installed\\t%{NAME}\\t%{VERSION}-%{RELEASE}\\t%{ARCH}\\n";

    private final Programs programs;

    Packages(Programs programs) {
        this.programs = programs;
    }

    @Override
    public String section() {
        return "packages_installed";
    }

    @Override
    public Seen collect() throws UnseenException {
        if (programs.find("dpkg-query").isPresent()) {
            return Seen.whole(list("dpkg-query", "-W", "-f=" + DPKG_FORMAT));
        }
        if (programs.find("rpm").isPresent()) {
            return Seen.whole(list("rpm", "-qa", "--queryformat", RPM_FORMAT));
        }
        throw new UnseenException("neither dpkg-query nor rpm is there");
    }

    private ArrayNode list(String program, String... arguments) throws UnseenException {
        try {
            Ran ran = programs.run(program, arguments);
            if (!ran.ok()) {
                throw new UnseenException(program + ": " + ran.why());
            }
            return packages(ran.out());
        } catch (MissingProgramException missing) {
            throw new UnseenException(missing);
        }
    }

    private record Installed(String name, String version, String architecture) {}

    /// Lines of status, name, version and architecture. A name that is there for several architectures carries its
    /// own, because a package is known by its name.
    static ArrayNode packages(String lines) {
        List<Installed> all = new ArrayList<>();
        lines.lines().map(line -> line.split("\t", -1)).forEach(part -> {
            if (part.length == 4 && part[0].equals("installed")) {
                all.add(new Installed(part[1], part[2], part[3]));
            }
        });
        var architectures = all.stream()
                .collect(Collectors.groupingBy(
                        Installed::name, Collectors.mapping(Installed::architecture, Collectors.toSet())));
        ArrayNode packages = Json.object().putArray("packages");
        all.stream()
                .sorted(Comparator.comparing(Installed::name)
                        .thenComparing(Installed::architecture)
                        .thenComparing(Installed::version))
                .forEach(one -> {
                    boolean several =
                            architectures.getOrDefault(one.name(), Set.of()).size() > 1;
                    packages.addObject()
                            .put("name", several ? one.name() + ":" + one.architecture() : one.name())
                            .put("version", one.version())
                            .put("architecture", one.architecture());
                });
        return packages;
    }
}
