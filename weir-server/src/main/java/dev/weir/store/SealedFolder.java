package dev.weir.store;

import dev.weir.spi.ProjectId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A folder of contents, each sealed with its project's key in pieces of 64 KB, so that neither reading nor writing holds
 * a whole one in memory: one file each, named by its id; unfinished ones end in {@code .part}. Thread-safe.
 */
public final class SealedFolder {
    private static final String UNFINISHED = ".part";

    private final Path folder;
    private final ContentCipher cipher;

    public SealedFolder(Path folder, ContentCipher cipher) {
        this.folder = folder;
        this.cipher = cipher;
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw StorageException.of(folder, e);
        }
    }

    /** Begins content that nobody sees before {@link #keep}. */
    public SealedWriter begin(ProjectId project, String id) {
        return new SealedWriter(cipher, project, id, unfinished(id));
    }

    public SealedReader unfinished(ProjectId project, String id) {
        return new SealedReader(cipher, project, id, unfinished(id));
    }

    /** Gives finished content its name. */
    public void keep(String id) {
        try {
            Files.move(unfinished(id), folder.resolve(id), StandardCopyOption.ATOMIC_MOVE);
            try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
                names.force(true);
            }
        } catch (IOException e) {
            throw StorageException.of(folder, e);
        }
    }

    public SealedReader read(ProjectId project, String id) {
        return new SealedReader(cipher, project, id, folder.resolve(id));
    }

    public boolean exists(String id) {
        return Files.exists(folder.resolve(id));
    }

    /** Deletes what there is of a content, finished or not. */
    public void drop(String id) {
        try {
            Files.deleteIfExists(unfinished(id));
            Files.deleteIfExists(folder.resolve(id));
        } catch (IOException e) {
            throw StorageException.of(folder, e);
        }
    }

    public long free() {
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            throw StorageException.of(folder, e);
        }
    }

    /** Deletes whatever is not named; how many files that were. */
    public int keepOnly(Set<String> ids) {
        try {
            List<Path> orphans = new ArrayList<>();
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> !ids.contains(String.valueOf(file.getFileName())))
                        .forEach(orphans::add);
            }
            for (Path orphan : orphans) {
                Files.deleteIfExists(orphan);
            }
            return orphans.size();
        } catch (IOException e) {
            throw StorageException.of(folder, e);
        }
    }

    private Path unfinished(String id) {
        return folder.resolve(id + UNFINISHED);
    }
}
