package dev.weir.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which keys of two configurations differ. */
public final class ConfigDifference {
    private ConfigDifference() {}

    /** The dotted paths of the keys that differ; one that holds a list or names counts as a whole. */
    public static List<String> paths(WeirConfig one, WeirConfig other) {
        List<String> paths = new ArrayList<>();
        collect(one, other, "", paths);
        return paths;
    }

    private static void collect(Record one, Record other, String prefix, List<String> paths) {
        Map<String, @Nullable Object> theirs = RecordMaker.parts(other);
        RecordMaker.parts(one).forEach((key, value) -> {
            Object their = theirs.get(key);
            if (value instanceof Record record
                    && their instanceof Record theirRecord
                    && ScalarType.of(value.getClass()).isEmpty()) {
                collect(record, theirRecord, prefix + key + ".", paths);
            } else if (!Objects.equals(value, their)) {
                paths.add(prefix + key);
            }
        });
    }
}
