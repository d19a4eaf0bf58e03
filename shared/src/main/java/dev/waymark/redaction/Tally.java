package dev.waymark.redaction;

/// How many secrets were taken out.
final class Tally {
    private int count;

    void add() {
        count++;
    }

    int count() {
        return count;
    }
}
