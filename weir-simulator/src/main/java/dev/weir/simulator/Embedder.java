package dev.weir.simulator;

import java.util.Locale;

/**
 * Vectors from texts: the sum of one pseudo-random direction per word, scaled to unit length.
 *
 * <p>The same text gives the same vector everywhere, texts that share words lie closer together than texts that do not,
 * and fewer dimensions are the beginning of the same vector, scaled again. A text without words is the zero vector.
 */
final class Embedder {
    /** The most that a request may ask for. */
    static final int MAX_DIMENSIONS = 4096;

    private Embedder() {}

    static float[] embed(String text, int dimensions) {
        double[] sum = new double[dimensions];
        for (int from = 0, to; from < text.length(); from = to) {
            to = WordPieces.end(text, from);
            add(sum, seed(text.substring(from, to).strip().toLowerCase(Locale.ROOT)));
        }
        return unit(sum);
    }

    private static long seed(String word) {
        long seed = word.length();
        for (int i = 0; i < word.length(); i++) {
            seed = Odds.mix(seed ^ word.charAt(i));
        }
        return seed;
    }

    private static void add(double[] sum, long seed) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += Odds.mix(seed + i) * 0x1.0p-63;
        }
    }

    private static float[] unit(double[] sum) {
        double square = 0;
        for (double x : sum) {
            square += x * x;
        }
        double scale = square == 0 ? 0 : 1 / Math.sqrt(square);
        float[] unit = new float[sum.length];
        for (int i = 0; i < sum.length; i++) {
            unit[i] = (float) (sum[i] * scale);
        }
        return unit;
    }
}
