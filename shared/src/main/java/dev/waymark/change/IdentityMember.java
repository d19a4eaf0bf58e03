package dev.waymark.change;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Pairs objects of two lists by the member that identifies them, whatever it is called: the one whose values
/// occur once in each list, and in both more often than those of any other member.
final class IdentityMember {
    private static final int MAX_MEMBERS = 16;

    private IdentityMember() {}

    static int[] pairs(List<Tree> a, List<Tree> b, Work work) {
        int[] nothing = new int[a.size()];
        Arrays.fill(nothing, Alignment.NONE);
        if (a.size() + b.size() <= 2 || !objects(a) || !objects(b)) {
            return nothing;
        }
        String name = best(a, b, work);
        if (name == null) {
            return nothing;
        }
        return Alignment.of(keys(a, name, -2), keys(b, name, -3), work);
    }

    private static boolean objects(List<Tree> elements) {
        return elements.stream().allMatch(Tree::isObject);
    }

    private static @Nullable String best(List<Tree> a, List<Tree> b, Work work) {
        String best = null;
        int most = 0;
        for (String name :
                a.getFirst().members().keySet().stream().limit(MAX_MEMBERS).toList()) {
            if (!work.spend(a.size() + b.size())) {
                return best;
            }
            Set<Integer> common = once(a, name);
            common.retainAll(once(b, name));
            if (common.size() > most) {
                best = name;
                most = common.size();
            }
        }
        return best;
    }

    private static Set<Integer> once(List<Tree> elements, String name) {
        Map<Integer, Integer> counts = new HashMap<>();
        for (Tree element : elements) {
            Tree value = element.member(name);
            if (value != null && value.isScalar()) {
                counts.merge(value.id(), 1, Integer::sum);
            }
        }
        counts.values().removeIf(count -> count > 1);
        return new HashSet<>(counts.keySet());
    }

    /// The values of the member; where it is missing, a number that no value has.
    private static int[] keys(List<Tree> elements, String name, int missing) {
        return elements.stream()
                .mapToInt(element -> {
                    Tree value = element.member(name);
                    return value == null ? missing : value.id();
                })
                .toArray();
    }
}
