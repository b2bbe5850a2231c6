package dev.weir.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The journal's calls that a disk can refuse; a seam, so that tests can fill the disk. */
interface Disk {
    Disk REAL = new Disk() {};

    default void write(FileChannel file, ByteBuffer bytes, long offset) throws IOException {
        long at = offset;
        while (bytes.hasRemaining()) {
            at += file.write(bytes, at);
        }
    }

    /** Waits until the file's bytes are on the disk; its other properties may not be. */
    default void force(FileChannel file) throws IOException {
        file.force(false);
    }

    /** Waits until the names in {@code folder} are on the disk. */
    default void forceNames(Path folder) throws IOException {
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        }
    }
}
