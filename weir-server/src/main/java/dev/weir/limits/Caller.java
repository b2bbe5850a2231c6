package dev.weir.limits;

import dev.weir.spi.KeyId;
import dev.weir.spi.ProjectId;

/**
 * Whose calls are counted together.
 *
 * @param projectBound how many calls of the project may be in progress
 * @param keyBound how many calls of the key may be in progress
 */
record Caller(ProjectId project, KeyId key, int projectBound, int keyBound) {
    /** No bound of its own. */
    static final int UNBOUNDED = Integer.MAX_VALUE;
}
