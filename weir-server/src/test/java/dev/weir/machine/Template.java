package dev.weir.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A data directory that was prepared once, of which each sequence gets a copy. All are gone when the process ends. */
public final class Template {
    private final Path root;
    private final Path folder;

    private Template(Path root, Path folder) {
        this.root = root;
        this.folder = folder;
    }

    /**
     * @param name how the folders are called
     * @param prepare puts in what all copies shall have, and closes what it opened there
     */
    public static Template of(String name, Consumer<Path> prepare) {
        try {
            Path root = Files.createTempDirectory(name);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(root)));
            Path folder = Files.createDirectory(root.resolve("template"));
            prepare.accept(folder);
            return new Template(root, folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A copy of the files, without the journal. */
    public Path copy() {
        try {
            Path copy = Files.createTempDirectory(root, "world");
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Files.copy(file, copy.resolve(file.getFileName()));
                }
            }
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
