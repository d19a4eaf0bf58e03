package dev.waymark.piece;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Which pieces make up a state. What it weighs depends on how scattered they are, not on how large the
/// state is.
///
/// @param packs what has to be read for it: those that the runs name by their place, then those that these
///     are packed against
/// @param small the small members
/// @param large the others, in the order of their names
public record Layout(List<UUID> packs, Section small, List<Section> large) {
    private static final int FORMAT = 1;
    private static final int OPEN = 4;

    /// The layout of an empty object.
    public static final Layout EMPTY = new Layout(List.of(), new Section("", Kind.OBJECT, false, List.of()), List.of());

    /// All sections, that of the small members first.
    List<Section> sections() {
        List<Section> sections = new ArrayList<>(large.size() + 1);
        sections.add(small);
        sections.addAll(large);
        return sections;
    }

    /// The names of the large members.
    public List<String> largeNames() {
        return large.stream().map(Section::name).toList();
    }

    /// Whether elements can be added at the end of this member without seeing the others.
    public boolean isLargeArray(String name) {
        Section section = section(name);
        return section != null && section.kind() == Kind.ARRAY;
    }

    @Nullable
    Section section(String name) {
        return large.stream()
                .filter(section -> section.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /// The layout but for the list of packs, which is kept where the database can follow it.
    public byte[] encoded() {
        List<Section> sections = sections();
        int most = 2 * Varints.MAX_BYTES;
        for (Section section : sections) {
            most += 3 * section.name().length()
                    + 1
                    + 2 * Varints.MAX_BYTES
                    + section.runs().size() * Runs.MAX_BYTES_EACH;
        }
        ByteBuffer buffer = ByteBuffer.allocate(most);
        Varints.write(FORMAT, buffer);
        Varints.write(large.size(), buffer);
        sections.forEach(section -> write(section, buffer));
        return Varints.written(buffer);
    }

    private static void write(Section section, ByteBuffer to) {
        byte[] name = section.name().getBytes(StandardCharsets.UTF_8);
        Varints.write(name.length, to);
        to.put(name);
        to.put((byte) (section.kind().code() | (section.open() ? OPEN : 0)));
        Runs.write(section.runs(), to);
    }

    /// The layout that was encoded.
    ///
    /// @throws IllegalArgumentException for anything else
    public static Layout decoded(List<UUID> packs, byte[] encoded) {
        ByteBuffer buffer = ByteBuffer.wrap(encoded);
        if (Varints.read(buffer) != FORMAT) {
            throw new IllegalArgumentException("A layout has a format that is not known here");
        }
        int count = Varints.read(buffer);
        Section small = read(buffer);
        List<Section> large = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            large.add(read(buffer));
        }
        return new Layout(packs, small, large);
    }

    private static Section read(ByteBuffer from) {
        byte[] name = new byte[Varints.read(from)];
        from.get(name);
        int flags = from.get();
        return new Section(
                new String(name, StandardCharsets.UTF_8), Kind.of(flags & ~OPEN), (flags & OPEN) != 0, Runs.read(from));
    }
}
