package dev.waymark.change;

import dev.waymark.change.Noise.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds the places that changed within a value, and sets the noise among them aside.
final class Comparison {
    /// How many places are listed as noise; beyond that, they are left out of the summary all the same.
    static final int MAX_NOISE = 10_000;

    /// A pointer longer than this is cut in the summary, and cannot be named as noise.
    static final int MAX_POINTER_BYTES = 2_000;

    private final Noise noise;
    private final Work work;
    private final List<String> pointers = new ArrayList<>();
    // Things of one list are asked for one after the other, and all stand below one place.
    private Place lastParent = Place.ROOT;
    private Standing lastStanding = Standing.OPEN;

    Comparison(Noise noise, Work work) {
        this.noise = noise;
        this.work = work;
    }

    List<String> noise() {
        return pointers;
    }

    /// Notes that a place changed in a way that means nothing.
    void noteNoise(Place at) {
        if (pointers.size() < MAX_NOISE) {
            pointers.add(at.toString());
        }
    }

    /// Whether something that came or went as a whole is noise, which is noted then.
    boolean isNoise(Place at) {
        boolean isNoise = standing(at) == Standing.NOISE;
        if (isNoise) {
            noteNoise(at);
        }
        return isNoise;
    }

    /// What changed between two values that stand at one place. A value that is not there counts as an empty
    /// one where the other is an object or a list.
    List<Difference> differences(@Nullable Tree before, @Nullable Tree after, Place at) {
        var found = new ArrayList<Difference>();
        compare(before, after, at, above(at), found);
        return found;
    }

    private Standing standing(Place at) {
        return at.parent() == null ? Standing.OPEN : noise.standing(above(at), at.tokens());
    }

    /// How the parent of a place stands.
    @SuppressWarnings("ReferenceEquality") // comparing places would cost more than it saves
    private Standing above(Place at) {
        Place parent = at.parent();
        if (parent == null) {
            return Standing.OPEN;
        }
        if (parent != lastParent) {
            lastStanding = standing(parent);
            lastParent = parent;
        }
        return lastStanding;
    }

    private void compare(
            @Nullable Tree before, @Nullable Tree after, Place at, Standing above, List<Difference> found) {
        if (before != null && after != null && before.same(after)) {
            return;
        }
        Standing standing = at.bytes() > MAX_POINTER_BYTES ? Standing.KEPT : noise.standing(above, at.tokens());
        if (standing == Standing.NOISE && !noise.hasExceptions()) {
            noteNoise(at);
        } else if (before != null && after != null && before.isObject() && after.isObject()) {
            members(before, after, at, standing, found);
        } else if (before != null && after != null && before.isArray() && after.isArray()) {
            elements(before.elements(), after.elements(), at, standing, found);
        } else if (standing == Standing.NOISE) {
            noteNoise(at);
        } else {
            found.add(new Difference(at, before, after));
        }
    }

    private void members(Tree before, Tree after, Place at, Standing standing, List<Difference> found) {
        for (Map.Entry<String, Tree> member : before.members().entrySet()) {
            String name = member.getKey();
            compare(member.getValue(), after.member(name), at.member(name), standing, found);
        }
        for (Map.Entry<String, Tree> member : after.members().entrySet()) {
            if (before.member(member.getKey()) == null) {
                compare(null, member.getValue(), at.member(member.getKey()), standing, found);
            }
        }
    }

    private void elements(List<Tree> before, List<Tree> after, Place at, Standing standing, List<Difference> found) {
        var partners = new ListPartners(before, after, work);
        boolean[] paired = new boolean[after.size()];
        for (int i = 0; i < before.size(); i++) {
            int partner = partners.partner(i);
            if (partner == Alignment.NONE) {
                compare(before.get(i), null, at.element(i), standing, found);
                continue;
            }
            paired[partner] = true;
            compare(before.get(i), after.get(partner), at.element(partner), standing, found);
        }
        for (int j = 0; j < after.size(); j++) {
            if (!paired[j]) {
                compare(null, after.get(j), at.element(j), standing, found);
            }
        }
    }
}
