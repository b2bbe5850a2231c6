package dev.weir.store;

import java.io.IOException;
import java.nio.file.Path;

/** A folder of the data directory that only its owner can copy while it is in use, such as a search index. */
public interface BackupPart {
    /** The folder's name in the data directory, to which it is restored. */
    String name();

    /** Writes a consistent copy into {@code folder}, which is empty; the same files, restored, must open again. */
    void copyTo(Path folder) throws IOException;
}
