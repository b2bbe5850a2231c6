package dev.weir.knowledge.parser;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** What a process has taken of the machine; zero where the machine does not tell. */
record Consumption(Duration processor, long memory) {
    private static final int KILOBYTE = 1024;

    static Consumption of(ProcessHandle process) {
        return new Consumption(process.info().totalCpuDuration().orElse(Duration.ZERO), memory(process.pid()));
    }

    /** Linux tells what is resident. */
    private static long memory(long pid) {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        try {
            for (String line : Files.readAllLines(status)) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("[^0-9]", "")) * KILOBYTE;
                }
            }
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
        return 0;
    }
}
