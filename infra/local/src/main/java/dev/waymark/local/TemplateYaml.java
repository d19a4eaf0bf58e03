package dev.waymark.local;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/// Reads YAML with CloudFormation's short-form tags (`!Ref`, `!Sub`, `!GetAtt`, …), which are kept as what they are.
final class TemplateYaml extends SafeConstructor {

    private TemplateYaml(LoaderOptions options) {
        super(options);
        yamlMultiConstructors.put("!", new IntrinsicConstruct());
    }

    /// @throws StartFailure where the file cannot be read or is not YAML
    static YamlNode read(Path file) {
        var options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        try (Reader reader = Files.newBufferedReader(file)) {
            Object document = new Yaml(new TemplateYaml(options)).load(reader);
            return new YamlNode(document, file.getFileName().toString());
        } catch (IOException | YAMLException e) {
            throw new StartFailure(file + " cannot be read: " + StartFailure.reason(e), e);
        }
    }

    private final class IntrinsicConstruct extends AbstractConstruct {
        @Override
        public Object construct(Node node) {
            return new YamlNode.Intrinsic(node.getTag().getValue().substring(1), argument(node));
        }

        private @Nullable Object argument(Node node) {
            return switch (node) {
                case ScalarNode scalar -> scalar.getValue();
                case SequenceNode sequence -> constructSequence(sequence);
                case MappingNode mapping -> constructMapping(mapping);
                default -> null;
            };
        }
    }
}
