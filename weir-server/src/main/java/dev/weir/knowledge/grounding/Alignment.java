package dev.weir.knowledge.grounding;

import java.util.List;

/** How much of one text stands in another in the same order, by the classic table of prefixes. */
final class Alignment {
    private Alignment() {}

    /** The length of the longest run of words that both have. */
    static int longestRun(List<Word> one, List<Word> other) {
        int[] before = new int[other.size() + 1];
        int longest = 0;
        for (Word word : one) {
            int[] now = new int[other.size() + 1];
            for (int j = 0; j < other.size(); j++) {
                if (word.stem().equals(other.get(j).stem())) {
                    now[j + 1] = before[j] + 1;
                    longest = Math.max(longest, now[j + 1]);
                }
            }
            before = now;
        }
        return longest;
    }

    /** The length of the longest common subsequence. */
    static int longestSubsequence(List<Word> one, List<Word> other) {
        int[] before = new int[other.size() + 1];
        for (Word word : one) {
            int[] now = new int[other.size() + 1];
            for (int j = 0; j < other.size(); j++) {
                now[j + 1] = word.stem().equals(other.get(j).stem()) ? before[j] + 1 : Math.max(before[j + 1], now[j]);
            }
            before = now;
        }
        return before[other.size()];
    }
}
