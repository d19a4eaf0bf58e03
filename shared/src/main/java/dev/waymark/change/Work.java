package dev.waymark.change;

/// How much searching one comparison may still do. When it is spent, lists are aligned by cheaper means: the
/// patch stays exact and may grow.
final class Work {
    private long left;

    Work(long steps) {
        left = steps;
    }

    boolean spend(long steps) {
        left -= steps;
        return left >= 0;
    }
}
