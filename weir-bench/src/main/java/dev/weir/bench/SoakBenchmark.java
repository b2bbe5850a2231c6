package dev.weir.bench;

import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Streams and plain requests for a long time while the provider fails at one call in twenty, in five ways. What Weir
 * holds after a collection is read every minute: whatever grows, leaks.
 */
@Command(
        name = "soak",
        description = "An hour of mixed load with 5 %% faults: live heap, descriptors and threads by the minute.")
final class SoakBenchmark implements Callable<Integer> {
    private static final String PATH = "/v1/chat/completions";
    private static final String PLAIN =
            "{\"model\":\"sim/m\",\"messages\":[{\"role\":\"user\",\"content\":\"Say it in one short sentence.\"}]}";
    private static final String STREAM = PLAIN.replace("{\"model\"", "{\"stream\":true,\"model\"");
    private static final int EVENTS = 43;

    /** Each strikes one request in a hundred. */
    private static final String SCRIPT = """
            {"default": {"answer": {"function": "lorem", "tokens": 40}, "tokens_per_second": 40, "jitter": 0.5},
             "faults": [
               {"kind": "status", "status": 500, "probability": 0.01},
               {"kind": "status", "status": 429, "headers": {"retry-after": "1"}, "probability": 0.01},
               {"kind": "cut", "after_chunks": 20, "probability": 0.01},
               {"kind": "malformed", "chunk": 12, "probability": 0.01},
               {"kind": "slow", "first_token": "3s", "tokens_per_second": 20, "probability": 0.01}]}
            """;

    @Option(names = "--minutes", description = "How long.")
    private int minutes = 60;

    @Option(names = "--warm-up", description = "Minutes that do not count.")
    private int warmUp = 10;

    @Option(names = "--per-second", description = "Streams that start in a second, and as many plain requests.")
    private int perSecond = 50;

    @Option(names = "--heap", description = "Weir's heap, fixed.")
    private String heap = "512m";

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("weir-soak");
        List<Memory> all = new ArrayList<>();
        try (Peers peers = new Peers(folder, "http", List.of("-Xms" + heap, "-Xmx" + heap));
                StreamLoad load = new StreamLoad(4_000, HttpVersion.HTTP_1_1)) {
            Peers.put(peers.simulator("/_script"), SCRIPT);
            for (int minute = 1; minute <= minutes; minute++) {
                StreamLoad.Seen streams = load.start(wanted(peers, STREAM, EVENTS));
                StreamLoad.Seen plain = load.start(wanted(peers, PLAIN, 0));
                Thread.sleep(60_000);
                Memory memory = Memory.of(peers.weir());
                all.add(memory);
                System.out.printf(
                        "minute %2d: %s; of %d streams %d whole, %d still open; plain %d answered%n",
                        minute,
                        memory,
                        perSecond * 60,
                        streams.whole.get(),
                        perSecond * 60 - streams.over.get(),
                        plain.over.get());
            }
        }
        summary(all);
        return 0;
    }

    private StreamLoad.Wanted wanted(Peers peers, String body, int events) {
        return new StreamLoad.Wanted(peers.weir(PATH), body, perSecond * 60, events, perSecond);
    }

    private void summary(List<Memory> all) {
        int third = Math.max(1, (all.size() - warmUp) / 3);
        if (all.size() <= warmUp) {
            System.out.println("too short to say whether anything grows");
            return;
        }
        List<Memory> first = all.subList(warmUp, Math.min(all.size(), warmUp + third));
        List<Memory> last = all.subList(all.size() - third, all.size());
        System.out.printf("after %d minutes of warm-up, mean of the first and of the last %d minutes%n", warmUp, third);
        compare("live heap, MB", first, last, memory -> memory.heap() / 1048576.0);
        compare("resident, MB", first, last, memory -> memory.resident() / 1048576.0);
        compare("threads", first, last, Memory::threads);
        compare("descriptors", first, last, Memory::descriptors);
    }

    private static void compare(String name, List<Memory> first, List<Memory> last, ToDoubleFunction<Memory> figure) {
        double before = first.stream().mapToDouble(figure).average().orElse(0);
        double after = last.stream().mapToDouble(figure).average().orElse(0);
        System.out.printf("  %-14s %8.1f %8.1f   %+.1f %%%n", name, before, after, 100 * (after - before) / before);
    }
}
