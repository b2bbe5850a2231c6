package dev.weir.audit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a check of the log found, on the wire.
 *
 * @param valid whether nothing is wrong
 * @param root of the tree over all entries, in base64
 * @param checkpoints how many signed checkpoints were compared with it
 * @param promises how many entries of receipts were
 */
public record Report(
        boolean valid, long entries, String root, long checkpoints, long promises, List<Finding> findings) {
    /**
     * Something that is wrong.
     *
     * @param entry which one; null where it is not known
     */
    public record Finding(@Nullable Long entry, String what) {}
}
