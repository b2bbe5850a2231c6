package dev.weir.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Optional;

/**
 * Looks at a file several times a second and tells when it has changed and is no longer being written: when two looks
 * in a row find the same. Looking works on every file system, mounted ones included, where notification does not.
 */
final class ConfigWatch {
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Path file;
    private final Runnable changed;
    private Optional<Stamp> told;

    private record Stamp(FileTime modified, long size) {}

    ConfigWatch(Path file, Runnable changed) {
        this.file = file;
        this.changed = changed;
        this.told = stamp();
    }

    /** Watches until the process ends. */
    void start() {
        Thread.ofVirtual().name("weir-config").start(this::watch);
    }

    private void watch() {
        Optional<Stamp> last = told;
        try {
            while (true) {
                Thread.sleep(PAUSE);
                Optional<Stamp> now = stamp();
                if (now.isPresent() && now.equals(last) && !now.equals(told)) {
                    told = now;
                    changed.run();
                }
                last = now;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Empty while there is no file, as between the two steps of replacing it. */
    private Optional<Stamp> stamp() {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return Optional.of(new Stamp(attributes.lastModifiedTime(), attributes.size()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
