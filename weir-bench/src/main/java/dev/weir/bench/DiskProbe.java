package dev.weir.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * How long the disk takes to make 4 KB durable while something else is measured, fifty times a second: a gateway that
 * keeps a ledger cannot be quicker than that, and a disk that stalls is not to be taken for a program that does.
 */
final class DiskProbe implements AutoCloseable {
    private static final long PAUSE_MILLIS = 20;
    private static final long SPACE = 16L << 20;

    private final Thread thread = new Thread(this::run, "disk probe");
    private final FileChannel file;
    private volatile Histogram times = new Histogram();

    DiskProbe(Path folder) throws IOException {
        file = FileChannel.open(
                Files.createTempFile(folder, "probe", ""),
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
        file.write(ByteBuffer.allocate((int) SPACE), 0);
        file.force(true);
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        ByteBuffer block = ByteBuffer.allocate(4096);
        try {
            for (long at = 0; !Thread.interrupted(); at = (at + block.capacity()) % SPACE) {
                long start = System.nanoTime();
                file.write(block.clear(), at);
                file.force(false);
                times.add((System.nanoTime() - start) / 1000);
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException | ClosedByInterruptException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Forgets what was before. */
    void begin() {
        times = new Histogram();
    }

    /** What it saw since then. */
    String told() {
        Histogram seen = times;
        return "disk p50 %.1f ms p99 %.1f ms longest %.1f ms".formatted(seen.at(.5), seen.at(.99), seen.at(1));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        thread.interrupt();
        thread.join();
        file.close();
    }
}
