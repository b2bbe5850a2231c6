package dev.weir.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A disk that remembers what a power cut may take away. What was written since a file's last sync is kept write by
 * write; {@link #cut} makes the files as some power cut could leave them: of each page some of its writes arrived, in
 * any order among the pages, the last one perhaps up to a sector, and what did not arrive are zeros, noise, or what
 * another part of the file held before. Names that were not synced may be missing.
 */
final class PowerCutDisk implements Disk {
    private static final int PAGE = 1024;
    private static final int SECTOR = 128;

    private final Map<FileChannel, Log> logs = new HashMap<>();
    private final Path folder;
    private Set<String> names = new HashSet<>();

    PowerCutDisk(Path folder) throws IOException {
        this.folder = folder;
        names = Files.exists(folder) ? namesNow() : new HashSet<>();
    }

    private record Write(long offset, byte[] bytes) {}

    /** A file: as it is on the disk for certain, and what came since. */
    private static final class Log {
        private byte[] synced;
        private final List<Write> since = new ArrayList<>();

        Log(byte[] synced) {
            this.synced = synced;
        }

        void apply(int count) {
            for (Write write : since.subList(0, count)) {
                synced = grown(synced, write.offset + write.bytes.length);
                System.arraycopy(write.bytes, 0, synced, (int) write.offset, write.bytes.length);
            }
            since.subList(0, count).clear();
        }
    }

    private static byte[] grown(byte[] bytes, long size) {
        return bytes.length >= size ? bytes : Arrays.copyOf(bytes, (int) size);
    }

    private Set<String> namesNow() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            Set<String> now = new HashSet<>();
            files.forEach(file -> now.add(file.getFileName().toString()));
            return now;
        }
    }

    private Log log(FileChannel file) throws IOException {
        Log log = logs.get(file);
        if (log == null) {
            ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
            while (bytes.hasRemaining() && file.read(bytes, bytes.position()) > 0) {
                // a short read is followed by another
            }
            log = new Log(bytes.array());
            logs.put(file, log);
        }
        return log;
    }

    @Override
    public synchronized void write(FileChannel file, ByteBuffer bytes, long offset) throws IOException {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        log(file).since.add(new Write(offset, copy));
        Disk.super.write(file, bytes, offset);
    }

    @Override
    public synchronized void force(FileChannel file) throws IOException {
        Log log = log(file);
        log.apply(log.since.size());
    }

    @Override
    public synchronized void forceNames(Path of) throws IOException {
        names = namesNow();
    }

    /** The files as a power cut at this moment could leave them, by name. */
    synchronized Map<String, byte[]> cut(Random random) throws IOException {
        Map<String, byte[]> left = new HashMap<>();
        for (Map.Entry<FileChannel, Log> entry : logs.entrySet()) {
            Log log = entry.getValue();
            String name = name(log);
            if (name != null && (names.contains(name) || random.nextBoolean())) {
                left.put(name, torn(log, random));
            }
        }
        for (String name : names) {
            if (name.endsWith(Segment.SUFFIX) && !left.containsKey(name) && Files.exists(folder.resolve(name))) {
                left.put(name, Files.readAllBytes(folder.resolve(name)));
            }
        }
        return left;
    }

    /** A segment says in its header where it begins; what has no header has no place in the journal yet. */
    private static @Nullable String name(Log log) {
        byte[] now = log.synced;
        for (Write write : log.since) {
            now = grown(now.clone(), write.offset + write.bytes.length);
            System.arraycopy(write.bytes, 0, now, (int) write.offset, write.bytes.length);
        }
        if (now.length < SegmentHeader.SIZE || ByteBuffer.wrap(now).getLong() == 0) {
            return null;
        }
        return Segment.path(Path.of(""), ByteBuffer.wrap(now).getLong(12))
                .getFileName()
                .toString();
    }

    private static byte[] torn(Log log, Random random) {
        long size = log.synced.length;
        for (Write write : log.since) {
            size = Math.max(size, write.offset + write.bytes.length);
        }
        byte[] left = Arrays.copyOf(log.synced, (int) size);
        int absent = random.nextInt(3);
        Random noise = new Random(random.nextLong());
        for (int page = 0; page * PAGE < size; page++) {
            int from = page * PAGE;
            int to = (int) Math.min(size, from + PAGE);
            List<Write> own = log.since.stream()
                    .filter(write -> write.offset < to && write.offset + write.bytes.length > from)
                    .toList();
            if (!own.isEmpty()) {
                if (from >= log.synced.length) {
                    leave(left, from, to, absent, noise);
                }
                int arrived = random.nextInt(own.size() + 1);
                own.subList(0, arrived).forEach(write -> copy(write, left, from, to));
                if (arrived < own.size() && random.nextInt(4) == 0) {
                    int sectors = random.nextInt(PAGE / SECTOR) * SECTOR;
                    copy(own.get(arrived), left, from, Math.min(to, from + sectors));
                }
            }
        }
        int end = (int) size;
        if (random.nextInt(4) == 0) {
            end = log.synced.length + random.nextInt((int) size - log.synced.length + 1);
        }
        return Arrays.copyOf(left, end);
    }

    /** What a page that never arrived holds. */
    private static void leave(byte[] left, int from, int to, int absent, Random noise) {
        switch (absent) {
            case 0 -> Arrays.fill(left, from, to, (byte) 0);
            case 1 -> {
                byte[] bytes = new byte[to - from];
                noise.nextBytes(bytes);
                System.arraycopy(bytes, 0, left, from, bytes.length);
            }
            default -> {
                int other = from == 0 ? 0 : noise.nextInt(from);
                System.arraycopy(left.clone(), other, left, from, Math.min(to - from, left.length - other));
            }
        }
    }

    private static void copy(Write write, byte[] into, int from, int to) {
        int begin = (int) Math.max(from, write.offset);
        int end = (int) Math.min(to, write.offset + write.bytes.length);
        if (begin < end) {
            System.arraycopy(write.bytes, (int) (begin - write.offset), into, begin, end - begin);
        }
    }
}
