package dev.weir.knowledge.embedding;

import java.util.ArrayList;
import java.util.List;

/**
 * Encodes by two models: their vectors side by side, each scaled by the root of one half, so that the cosine of two joined
 * vectors is the mean of the two models' cosines.
 */
public record PairEncoder(PassageEncoder first, PassageEncoder second) implements PassageEncoder {
    private static final float HALF = (float) Math.sqrt(.5);

    @Override
    public String name() {
        return first.name() + "+" + second.name();
    }

    @Override
    public int dimensions() {
        return first.dimensions() + second.dimensions();
    }

    @Override
    public List<float[]> passages(List<String> texts) {
        List<float[]> firsts = first.passages(texts);
        List<float[]> seconds = second.passages(texts);
        List<float[]> joined = new ArrayList<>(texts.size());
        for (int i = 0; i < texts.size(); i++) {
            joined.add(joined(firsts.get(i), seconds.get(i)));
        }
        return joined;
    }

    @Override
    public float[] question(String text) {
        return joined(first.question(text), second.question(text));
    }

    private static float[] joined(float[] a, float[] b) {
        float[] joined = new float[a.length + b.length];
        for (int i = 0; i < a.length; i++) {
            joined[i] = a[i] * HALF;
        }
        for (int i = 0; i < b.length; i++) {
            joined[a.length + i] = b[i] * HALF;
        }
        return joined;
    }
}
