package dev.waymark.memory;

/// How near embeddings are to one that is searched for: their cosine, from -1 to 1, from codes
/// within a bound, or as
/// exact as doubles are. For one thread.
final class Nearness {
    private static final int QUERY_STEPS = 4_095;

    private final double[] unit;
    private final int[] steps;
    private final int stepSum;
    private final double stepWorth;
    private final double slack;
    private final int[] spread;

    Nearness(float[] query) {
        unit = VectorCode.unit(query);
        double largest = 0;
        for (double number : unit) {
            largest = Math.max(largest, Math.abs(number));
        }
        stepWorth = largest / QUERY_STEPS;
        steps = new int[unit.length];
        spread = new int[unit.length];
        int sum = 0;
        double left = 0;
        for (int i = 0; i < unit.length; i++) {
            steps[i] = (int) Math.rint(unit[i] / stepWorth);
            sum += steps[i];
            double over = unit[i] - steps[i] * stepWorth;
            left += over * over;
        }
        stepSum = sum;
        slack = Math.sqrt(left) + 1e-9;
    }

    int dimensions() {
        return unit.length;
    }

    /// The cosine by the code alone. Whole numbers, because only their sums run several at a time
    /// on a processor:
    /// the greatest possible one, 4,000 * 127 * 4,095, fits an int.
    double byCode(byte[] characters, float scale) {
        int[] numbers = spread;
        for (int i = 0; i < characters.length; i++) {
            numbers[i] = characters[i];
        }
        int sum = 0;
        for (int i = 0; i < numbers.length; i++) {
            sum += steps[i] * numbers[i];
        }
        return (sum - VectorCode.ZERO * stepSum) * stepWorth * scale;
    }

    /// How far [#byCode] may be off.
    ///
    /// @param codeSlack of the code
    double slackByCode(float codeSlack) {
        return codeSlack + slack * (1 + codeSlack);
    }

    /// What `fine` adds to the cosine by the code; together they are off by the code's fine slack
    /// at most.
    double byFine(byte[] code, String fine, float scale) {
        double sum = 0;
        for (int i = 0; i < unit.length; i++) {
            double steps =
                    code[i] - VectorCode.ZERO + (fine.charAt(i) - VectorCode.ZERO) / (double) VectorCode.FINE_STEPS;
            sum += unit[i] * steps;
        }
        return sum * scale;
    }

    /// The cosine itself.
    double exactly(float[] embedding) {
        double[] other = VectorCode.unit(embedding);
        double sum = 0;
        for (int i = 0; i < unit.length; i++) {
            sum += unit[i] * other[i];
        }
        return Math.max(-1, Math.min(1, sum));
    }
}
