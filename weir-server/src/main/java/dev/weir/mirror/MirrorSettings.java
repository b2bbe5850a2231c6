package dev.weir.mirror;

import java.util.Map;
import java.util.Set;

/**
 * How a mirror works.
 *
 * @param models Weir's names by the other gateway's
 * @param ignored paths of fields in which differences are known and wanted
 * @param strict whether a field that is null differs from one that is absent
 * @param share of the requests that are copied, from 0 to 1
 * @param concurrency how many copies Weir is asked at a time
 * @param waiting how many copies there may be at a time, those that are being asked included
 */
public record MirrorSettings(
        Map<String, String> models, Set<String> ignored, boolean strict, double share, int concurrency, int waiting) {
    public MirrorSettings {
        models = Map.copyOf(models);
        ignored = Set.copyOf(ignored);
    }
}
