package dev.waymark.bench;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.UUID;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// Embeddings of one agent's memories, from one seed, and what a plain scan of them finds.
final class MemoryVectors {
    static final int DIMENSIONS = 1_536;

    private final String agent;
    private final float[][] vectors;

    private MemoryVectors(String agent, float[][] vectors) {
        this.agent = agent;
        this.vectors = vectors;
    }

    /// Directions that have nothing in common: all are almost equally far from any other, the worst
    /// for whatever
    /// wants to leave some out.
    static MemoryVectors scattered(String agent, int count) {
        return of(agent, count, 0);
    }

    /// Directions around a hundred others, as those of texts about a hundred subjects are.
    static MemoryVectors clustered(String agent, int count) {
        return of(agent, count, 1);
    }

    private static MemoryVectors of(String agent, int count, double together) {
        var random = new Random(agent.hashCode());
        float[][] subjects =
                IntStream.range(0, 100).mapToObj(_ -> noise(random)).toArray(float[][]::new);
        var vectors = new float[count][];
        for (int i = 0; i < count; i++) {
            float[] subject = subjects[random.nextInt(subjects.length)];
            vectors[i] = noise(random);
            for (int d = 0; d < DIMENSIONS; d++) {
                vectors[i][d] += (float) together * subject[d];
            }
            normalize(vectors[i]);
        }
        return new MemoryVectors(agent, vectors);
    }

    String agent() {
        return agent;
    }

    int count() {
        return vectors.length;
    }

    float[] vector(int place) {
        return vectors[place];
    }

    /// The id of the memory that has it.
    UUID id(int place) {
        return UUID.nameUUIDFromBytes((agent + place).getBytes(StandardCharsets.UTF_8));
    }

    /// What is asked for: something near to one of them.
    float[] query(Random random) {
        float[] query = vectors[random.nextInt(vectors.length)].clone();
        float[] noise = noise(random);
        for (int d = 0; d < DIMENSIONS; d++) {
            query[d] += 0.02f * noise[d];
        }
        normalize(query);
        return query;
    }

    /// The places of the nearest, by a loop over the arrays.
    List<Integer> scan(float[] query, int wanted, IntPredicate filter) {
        var cosines = new float[vectors.length];
        for (int i = 0; i < vectors.length; i++) {
            cosines[i] = filter.test(i) ? product(query, vectors[i]) : Float.NEGATIVE_INFINITY;
        }
        return best(cosines, wanted);
    }

    private static List<Integer> best(float[] cosines, int wanted) {
        var heap = new PriorityQueue<Integer>(Comparator.comparingDouble(place -> cosines[place]));
        for (int i = 0; i < cosines.length; i++) {
            if (heap.size() < wanted) {
                heap.add(i);
            } else if (cosines[i] > cosines[heap.element()]) {
                heap.remove();
                heap.add(i);
            }
        }
        return heap.stream()
                .sorted(Comparator.comparingDouble(place -> -cosines[place]))
                .toList();
    }

    private static float product(float[] a, float[] b) {
        float sum = 0;
        for (int d = 0; d < a.length; d++) {
            sum += a[d] * b[d];
        }
        return sum;
    }

    private static float[] noise(Random random) {
        var noise = new float[DIMENSIONS];
        for (int d = 0; d < DIMENSIONS; d++) {
            noise[d] = (float) random.nextGaussian();
        }
        return noise;
    }

    private static void normalize(float[] vector) {
        double squares = 0;
        for (float number : vector) {
            squares += (double) number * number;
        }
        float length = (float) Math.sqrt(squares);
        for (int d = 0; d < vector.length; d++) {
            vector[d] /= length;
        }
    }
}
