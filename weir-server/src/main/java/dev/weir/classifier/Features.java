package dev.weir.classifier;

import de.bwaldvogel.liblinear.Feature;
import de.bwaldvogel.liblinear.FeatureNode;
import java.util.Locale;
import java.util.TreeSet;

/**
 * A text as numbers: its embedding, and which words, pairs of words and groups of three signs it has, hashed into a
 * table (the "hashing trick", Weinberger et al., 2009). Both parts have length one, so that neither drowns the other.
 */
final class Features {
    static final int TABLE = 1 << 13;
    private static final int LONGEST = 2000;
    private static final int END = 500;

    private Features() {}

    /** Beginning and end of a long text: the task stands there, the material between. */
    static String bounded(String text) {
        return text.length() <= LONGEST
                ? text
                : text.substring(0, LONGEST - END) + "\n" + text.substring(text.length() - END);
    }

    /** In ascending order of their index, as liblinear wants them; from 1. */
    static Feature[] of(float[] embedding, String text) {
        TreeSet<Integer> hashed = hashed(text.toLowerCase(Locale.ROOT));
        Feature[] features = new Feature[embedding.length + hashed.size()];
        int at = 0;
        for (float each : embedding) {
            features[at] = new FeatureNode(at + 1, each);
            at++;
        }
        double share = 1 / Math.sqrt(Math.max(1, hashed.size()));
        for (int slot : hashed) {
            features[at++] = new FeatureNode(embedding.length + 1 + slot, share);
        }
        return features;
    }

    private static TreeSet<Integer> hashed(String text) {
        TreeSet<Integer> slots = new TreeSet<>();
        String before = "";
        StringBuilder word = new StringBuilder();
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : ' ';
            if (Character.isLetterOrDigit(c)) {
                word.append(c);
            } else if (!word.isEmpty()) {
                slots.add(slot("w", word.toString()));
                slots.add(slot("b", before + " " + word));
                before = word.toString();
                word.setLength(0);
            }
            if (i + 3 <= text.length()) {
                slots.add(slot("c", text.substring(i, i + 3)));
            }
        }
        return slots;
    }

    /** FNV-1a of 32 bits, folded into the table. */
    private static int slot(String kind, String text) {
        int hash = 0x811c9dc5;
        for (String part : new String[] {kind, text}) {
            for (int i = 0; i < part.length(); i++) {
                hash = (hash ^ part.charAt(i)) * 0x01000193;
            }
        }
        return (hash ^ (hash >>> 16)) & (TABLE - 1);
    }
}
