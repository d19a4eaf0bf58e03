package dev.waymark.body;

import dev.waymark.json.Text;

/// What a caller sent, made fit to be told back in a detail.
final class Shown {
    private static final int MAX_CHARS = 100;

    private Shown() {}

    static String of(String sent) {
        return Text.shortened(Text.withoutLoneSurrogates(sent), MAX_CHARS);
    }
}
