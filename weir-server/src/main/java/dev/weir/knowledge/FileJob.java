package dev.weir.knowledge;

import dev.weir.spi.ProjectId;
import org.jspecify.annotations.Nullable;

/**
 * A file whose turn has come.
 *
 * @param password sealed; null where none is known
 * @param deaths readers that did not survive it so far
 * @param begun how often its reading began, this time included
 */
record FileJob(
        ProjectId project,
        String kbId,
        SentFile file,
        @Nullable String password,
        int deaths,
        int begun) {}
