package dev.waymark.piece;

import dev.waymark.json.Digest;
import dev.waymark.json.JsonOutput;
import dev.waymark.json.RawJson;
import dev.waymark.json.StrictJson;
import io.micronaut.json.tree.JsonNode;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Puts a state together again, as JSON text, from a layout and its packs. Nothing but the small members is
/// ever parsed for it.
public final class StateText {
    private final Layout layout;
    private final Shelf shelf;

    public StateText(Layout layout, Shelf shelf) {
        this.layout = layout;
        this.shelf = shelf;
    }

    /// The packs that hold these members, without those that they are packed against. The small members are
    /// always among it: whether one is there cannot be told without them.
    public static Set<UUID> packsOf(Layout layout, Collection<String> names) {
        Set<UUID> packs = new LinkedHashSet<>();
        Stream.concat(
                        Stream.of(layout.small()),
                        layout.large().stream().filter(section -> names.contains(section.name())))
                .flatMap(section -> section.runs().stream())
                .forEach(run -> packs.add(layout.packs().get(run.pack())));
        return packs;
    }

    /// The whole state. The small members come first; each group is in the order of names.
    public RawJson whole() {
        var text = new Text(bytes(layout.sections()));
        text.ascii('{');
        items(layout.small(), text);
        for (Section section : layout.large()) {
            member(section, text);
        }
        text.close(Kind.OBJECT);
        return text.json();
    }

    /// The digest of the whole state, worked out again from the names of its pieces; see
    /// [NewState#digest()].
    public Digest digest() {
        MessageDigest sha256 = Digest.sha256();
        for (Section section : layout.sections()) {
            List<PieceId> pieces = new ArrayList<>();
            for (Run run : section.runs()) {
                PieceId[] ids = pack(run).directory().ids();
                pieces.addAll(Arrays.asList(ids).subList(run.first(), run.first() + run.count()));
            }
            section.addTo(sha256, pieces);
        }
        return new Digest(sha256.digest());
    }

    /// The members of these names alone; those that are not there are left out.
    public RawJson members(Collection<String> names) {
        List<Section> sections = layout.large().stream()
                .filter(section -> names.contains(section.name()))
                .toList();
        var text = new Text(bytes(sections));
        text.ascii('{');
        JsonNode small = small();
        for (String name : new LinkedHashSet<>(names)) {
            JsonNode value = small.get(name);
            if (value != null) {
                text.write(new JsonOutput().string(name).ascii(':').toByteArray());
                text.write(RawJson.of(value).utf8());
                text.ascii(',');
            }
        }
        sections.forEach(section -> member(section, text));
        text.close(Kind.OBJECT);
        return text.json();
    }

    /// The value of a large member; null when there is no such large member.
    public @Nullable JsonNode large(String name) {
        Section section = layout.section(name);
        return section == null ? null : value(section);
    }

    /// The value of this large member.
    JsonNode largeOf(Section section) {
        return value(section);
    }

    /// The small members as an object.
    public JsonNode small() {
        return value(layout.small());
    }

    private JsonNode value(Section section) {
        var text = new Text(bytes(List.of(section)));
        value(section, text);
        return StrictJson.read(text.json().utf8());
    }

    private void member(Section section, Text text) {
        text.write(new JsonOutput().string(section.name()).ascii(':').toByteArray());
        value(section, text);
        text.ascii(',');
    }

    private void value(Section section, Text text) {
        if (section.kind() != Kind.OTHER) {
            text.ascii(section.kind().open);
        }
        items(section, text);
        if (section.kind() != Kind.OTHER) {
            text.close(section.kind());
        }
    }

    private void items(Section section, Text text) {
        for (Run run : section.runs()) {
            Pack pack = pack(run);
            text.write(
                    pack.content(),
                    pack.directory().start(run.first()),
                    pack.directory().bytes(run.first(), run.count()));
        }
    }

    private int bytes(Collection<Section> sections) {
        int bytes = 2;
        for (Section section : sections) {
            bytes += 3 * section.name().length() + 8;
            for (Run run : section.runs()) {
                bytes += pack(run).directory().bytes(run.first(), run.count());
            }
        }
        return bytes;
    }

    private Pack pack(Run run) {
        return shelf.pack(layout.packs().get(run.pack()));
    }
}
