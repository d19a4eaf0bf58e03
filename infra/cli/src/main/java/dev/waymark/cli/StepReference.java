package dev.waymark.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waymark.cli.api.PathName;
import dev.waymark.cli.api.WaymarkClient;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/// A step as people name it: its number in a project, `S5` or `5`, or its id.
///
/// @param project empty where the id is given
record StepReference(CommandSpec spec, String project, String text) {
    private static final String ID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";

    /// Where the step is read.
    String path() {
        if (text.matches(ID)) {
            return "/v1/steps/" + text;
        }
        if (project.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "'" + text + "' is no id: which project? (--project)");
        }
        return "/v1/projects/" + PathName.encode(project) + "/steps/" + number(spec, text);
    }

    JsonNode read(WaymarkClient client) {
        return client.get(path());
    }

    /// The digits of `S5` or `5`.
    static String number(CommandSpec spec, String text) {
        String digits = text.toUpperCase(Locale.ROOT).replaceFirst("^S", "");
        if (!digits.matches("[1-9]\\d{0,17}")) {
            throw new ParameterException(spec.commandLine(), "STEP is a number such as S3 or 3, not '" + text + "'");
        }
        return digits;
    }
}
