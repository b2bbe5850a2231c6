package dev.weir.knowledge.embedding;

import java.nio.FloatBuffer;

/** Arithmetic on embedding vectors. */
public final class Vectors {
    private Vectors() {}

    /** The cosine of two vectors of length one. */
    public static float dot(float[] a, float[] b) {
        if (a.length != b.length) {
            throw new IllegalArgumentException("vectors of " + a.length + " and " + b.length + " dimensions");
        }
        float sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** The mean of the rows, scaled to length one; a zero mean stays zero. */
    static float[] unitMean(FloatBuffer rows, int count, int dimensions) {
        float[] sum = new float[dimensions];
        for (int row = 0; row < count; row++) {
            for (int i = 0; i < dimensions; i++) {
                sum[i] += rows.get(row * dimensions + i);
            }
        }
        return unit(sum);
    }

    static float[] unit(float[] vector) {
        double squares = 0;
        for (float value : vector) {
            squares += (double) value * value;
        }
        float scale = squares == 0 ? 0 : (float) (1 / Math.sqrt(squares));
        float[] scaled = new float[vector.length];
        for (int i = 0; i < vector.length; i++) {
            scaled[i] = vector[i] * scale;
        }
        return scaled;
    }
}
