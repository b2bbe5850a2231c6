package dev.weir.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

@Doc("Signed statements of how the log is, and where they go so that nobody can take them back.")
public record CheckpointsConfig(
        @Doc("How often one is made, if there is something new in the log.") @Default("1m")
        Duration every,

        @Doc("A file to which each is appended, best on another disk. Absent: none.") @Nullable
        Path file,

        @Doc("A URL to which each is posted. Absent: none.") @Nullable
        URI webhook,

        @Doc(
                "A clone of a git repository in which each becomes a commit, which is pushed if the clone has a remote. Absent:"
                        + " none.")
        @Nullable
        Path git) {
    public CheckpointsConfig {
        if (every.isZero()) {
            throw new IllegalArgumentException("every is longer than 0; write for example 1m");
        }
        if (webhook != null && !"http".equals(webhook.getScheme()) && !"https".equals(webhook.getScheme())) {
            throw new IllegalArgumentException("webhook is an address that begins with https:// or http://");
        }
    }
}
