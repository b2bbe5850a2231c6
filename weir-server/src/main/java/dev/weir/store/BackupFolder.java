package dev.weir.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder of files that never change, or only grow at an end where their reader expects to find half a record. Those
 * that are deleted meanwhile need not be in the copy.
 */
public record BackupFolder(Path folder) implements BackupPart {
    @Override
    public String name() {
        return String.valueOf(folder.getFileName());
    }

    @Override
    public void copyTo(Path target) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        List<Path> present;
        try (Stream<Path> files = Files.list(folder)) {
            present = files.toList();
        }
        for (Path file : present) {
            copy(file, target.resolve(String.valueOf(file.getFileName())));
        }
    }

    private static void copy(Path file, Path copy) throws IOException {
        try {
            Files.copy(file, copy);
        } catch (NoSuchFileException deleted) {
            // what is deleted meanwhile need not be there
        }
    }
}
