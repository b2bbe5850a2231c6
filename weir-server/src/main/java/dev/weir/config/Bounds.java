package dev.weir.config;

/** Says a range in words. */
final class Bounds {
    private Bounds() {}

    static String of(Range range) {
        if (range.max() == Long.MAX_VALUE) {
            return range.min() + " or more";
        }
        return range.min() == Long.MIN_VALUE ? range.max() + " or less" : range.min() + " to " + range.max();
    }
}
