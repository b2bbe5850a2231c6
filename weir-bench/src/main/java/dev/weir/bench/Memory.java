package dev.weir.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a Java process holds, after a full collection that is asked for by {@code jcmd}.
 *
 * @param heap live bytes of the heap
 * @param resident bytes that the system counts for the process
 */
record Memory(long heap, long resident, int threads, int descriptors) {
    private static final Pattern USED = Pattern.compile("used (\\d+)K");

    static Memory of(Process process) throws IOException, InterruptedException {
        long pid = process.pid();
        jcmd(pid, "GC.run");
        Thread.sleep(1_500);
        jcmd(pid, "GC.run");
        String info = jcmd(pid, "GC.heap_info");
        Matcher used = USED.matcher(info);
        if (!used.find()) {
            throw new IOException("jcmd said: " + info);
        }
        return new Memory(
                Long.parseLong(used.group(1)) << 10,
                status(pid, "VmRSS") << 10,
                (int) status(pid, "Threads"),
                open(pid));
    }

    private static String jcmd(long pid, String command) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid), command)
                .redirectErrorStream(true)
                .start();
        String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        jcmd.waitFor();
        return said;
    }

    private static long status(long pid, String name) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElse(0L);
    }

    private static int open(long pid) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return (int) files.count();
        }
    }

    @Override
    public String toString() {
        return "live heap %.1f MB, resident %.0f MB, %d threads, %d descriptors"
                .formatted(heap / 1048576.0, resident / 1048576.0, threads, descriptors);
    }
}
