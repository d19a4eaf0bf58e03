package dev.waymark.memory;

import io.micronaut.core.annotation.Introspected;
import java.nio.charset.StandardCharsets;

/// An embedding of length 1 in a character a dimension, so that an exact search reads a quarter of
/// what the embeddings
/// weigh, and reads it as text, which the driver passes on as it is (ADR 0014).
///
/// A dimension is `scale * steps` with -63 to 63 steps, written as the ASCII character 64 further.
/// What that leaves
/// over
/// is told by `fine`, in steps of 1/126, written the same way. How far the vector may be from what
/// they say is kept
/// with
/// them, rounded up: a search leaves out no memory that could belong to its answer.
///
/// @param scale what a step is worth
/// @param slack the distance between the vector and what `code` says, at most
/// @param fineSlack the same where `fine` is looked at too
@Introspected
public record VectorCode(float scale, float slack, float fineSlack, String code, String fine) {
    static final int STEPS = 63;
    static final int ZERO = 64;
    static final int FINE_STEPS = 126;

    /// The code of an embedding that is not all zeros.
    public static VectorCode of(float[] embedding) {
        double[] unit = unit(embedding);
        double largest = 0;
        for (double number : unit) {
            largest = Math.max(largest, Math.abs(number));
        }
        float scale = Math.max((float) (largest / STEPS), Float.MIN_NORMAL);
        var code = new byte[unit.length];
        var fine = new byte[unit.length];
        double left = 0;
        double leftAfterFine = 0;
        for (int i = 0; i < unit.length; i++) {
            int steps = steps(unit[i] / scale);
            double over = unit[i] - steps * (double) scale;
            int fineSteps = steps(over / scale * FINE_STEPS);
            double rest = over - fineSteps * (double) scale / FINE_STEPS;
            code[i] = (byte) (ZERO + steps);
            fine[i] = (byte) (ZERO + fineSteps);
            left += over * over;
            leftAfterFine += rest * rest;
        }
        return new VectorCode(
                scale,
                roundedUp(Math.sqrt(left)),
                roundedUp(Math.sqrt(leftAfterFine)),
                new String(code, StandardCharsets.US_ASCII),
                new String(fine, StandardCharsets.US_ASCII));
    }

    /// The vector of length 1 in the same direction.
    static double[] unit(float[] embedding) {
        double largest = 0;
        for (float number : embedding) {
            largest = Math.max(largest, Math.abs(number));
        }
        double squares = 0;
        for (float number : embedding) {
            double share = number / largest;
            squares += share * share;
        }
        double length = Math.sqrt(squares) * largest;
        var unit = new double[embedding.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = embedding[i] / length;
        }
        return unit;
    }

    private static int steps(double number) {
        return (int) Math.max(-STEPS, Math.min(STEPS, Math.rint(number)));
    }

    /// Doubles err by less than this over thousands of dimensions.
    private static float roundedUp(double slack) {
        return Math.nextUp((float) (slack + 1e-9));
    }
}
