package dev.weir.cli;

import dev.weir.knowledge.document.DocumentReader;
import dev.weir.knowledge.document.DocumentReading;
import dev.weir.knowledge.document.FileNames;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * The files of some paths, by the ids that they get: a file's name, or its path within the folder that was named.
 * Folders are walked without following links; hidden entries are passed over, and files of kinds that nobody reads
 * stay here, with the reason.
 */
final class KbFiles {
    private final boolean several;
    private final SequencedMap<String, Path> files = new LinkedHashMap<>();
    private final SequencedMap<String, String> refused = new LinkedHashMap<>();

    /**
     * @throws IOException if a path does not exist
     */
    KbFiles(List<Path> paths) throws IOException {
        several = paths.size() > 1;
        for (Path path : paths) {
            if (Files.isDirectory(path)) {
                walk(path);
            } else if (Files.exists(path)) {
                files.put(several ? slashed(path) : name(path), path);
            } else {
                throw new NoSuchFileException(path.toString());
            }
        }
    }

    SequencedMap<String, Path> files() {
        return files;
    }

    /** Why those that are not sent are not. */
    Map<String, String> refused() {
        return refused;
    }

    private void walk(Path root) throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return folder.equals(root) || isVisible(folder)
                        ? FileVisitResult.CONTINUE
                        : FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile() && isVisible(file)) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                refused.put(file.toString(), "it cannot be opened: " + e.getMessage());
                return FileVisitResult.CONTINUE;
            }
        });
        found.sort(null);
        found.forEach(file -> sort(root, file));
    }

    private void sort(Path root, Path file) {
        String id = (several ? slashed(root) + "/" : "") + slashed(root.relativize(file));
        if (FileNames.isDocument(name(file))) {
            files.put(id, file);
        } else {
            refused.put(id, reason(name(file)));
        }
    }

    private static String reason(String name) {
        return new DocumentReader().read(name, new byte[0]) instanceof DocumentReading.Refused refusal
                ? refusal.message()
                : name + ": files without a known ending are not taken from folders";
    }

    private static boolean isVisible(Path path) {
        return !name(path).startsWith(".");
    }

    private static String name(Path path) {
        return path.getFileName() == null ? path.toString() : path.getFileName().toString();
    }

    private static String slashed(Path path) {
        return path.toString().replace('\\', '/');
    }
}
