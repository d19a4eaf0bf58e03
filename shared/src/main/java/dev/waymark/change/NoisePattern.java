package dev.waymark.change;

import java.util.List;

/// Places named by a pattern: a JSON Pointer in whose names `*` stands for any characters, and of which a whole
/// name `**` stands for any number of names.
record NoisePattern(List<String> names) {
    static final int MAX_CHARS = 500;
    private static final String ANY_DEPTH = "**";

    boolean covers(List<String> place) {
        // Nearly every place fails at its first or last name: those are looked at before all others.
        return !place.isEmpty()
                && (names.getFirst().equals(ANY_DEPTH) || covers(names.getFirst(), place.getFirst()))
                && (names.getLast().equals(ANY_DEPTH) || covers(names.getLast(), place.getLast()))
                && coversAll(place);
    }

    private boolean coversAll(List<String> place) {
        int name = 0;
        int token = 0;
        int deepName = -1;
        int deepToken = 0;
        while (token < place.size()) {
            if (name < names.size() && names.get(name).equals(ANY_DEPTH)) {
                deepName = name++;
                deepToken = token;
            } else if (name < names.size() && covers(names.get(name), place.get(token))) {
                name++;
                token++;
            } else if (deepName >= 0) {
                name = deepName + 1;
                token = ++deepToken;
            } else {
                return false;
            }
        }
        while (name < names.size() && names.get(name).equals(ANY_DEPTH)) {
            name++;
        }
        return name == names.size();
    }

    /// Goes back to the last star only, so it takes at most the product of both lengths.
    private static boolean covers(String glob, String token) {
        int g = 0;
        int t = 0;
        int star = -1;
        int starred = 0;
        while (t < token.length()) {
            if (g < glob.length() && glob.charAt(g) == '*') {
                star = g++;
                starred = t;
            } else if (g < glob.length() && glob.charAt(g) == token.charAt(t)) {
                g++;
                t++;
            } else if (star >= 0) {
                g = star + 1;
                t = ++starred;
            } else {
                return false;
            }
        }
        while (g < glob.length() && glob.charAt(g) == '*') {
            g++;
        }
        return g == glob.length();
    }
}
