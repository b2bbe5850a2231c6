package dev.weir.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * More calls than the bound can serve: how many are served all the same, how the others are refused, whether the console
 * answers meanwhile, and what the heap does.
 */
@Command(name = "overload", description = "Goodput, console and heap under more calls than the bound can serve.")
final class OverloadBenchmark implements Callable<Integer> {
    private static final String BODY = "{\"model\":\"sim/gpt-4o-mini\",\"messages\":["
            + "{\"role\":\"user\",\"content\":\"Say something short, please.\"}]}";
    private static final String PATH = "/v1/chat/completions";
    private static final int SAMPLE_MILLIS = 250;

    @Option(names = "--bound", description = "Calls in progress at once (server.max_concurrent).")
    private int bound = 200;

    @Option(names = "--answer-millis", description = "How long the simulator takes for an answer.")
    private int answerMillis = 500;

    @Option(names = "--times", description = "The load, in times of what the bound can serve.")
    private double times = 3;

    @Option(names = "--seconds", description = "How long the load lasts.")
    private int seconds = 60;

    @Option(names = "--warm-up", description = "Seconds at half of what the bound can serve, before the measurement.")
    private int warmUp = 20;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("weir-bench");
        double servable = bound * 1000.0 / answerMillis;
        try (Peers peers = new Peers(folder, "http", List.of("-Xmx512m"), "server: {max_concurrent: " + bound + "}");
                Load load = new Load(50_000)) {
            Peers.put(peers.simulator("/_script"), """
                    {"default": {"answer": {"function": "lorem", "tokens": 10}, "first_token": "%dms"}}""".formatted(answerMillis));
            URI weir = peers.weir(PATH);
            load.refusals(weir, BODY, (int) (servable / 2), Math.max(1, warmUp));
            Watch watch = new Watch(peers);
            Thread watching = Thread.ofPlatform().start(watch);
            Load.Refusals result = load.refusals(weir, BODY, (int) (servable * times), seconds);
            watch.over.set(true);
            watching.join();
            report(result, servable, watch, peers);
        }
        return 0;
    }

    private void report(Load.Refusals result, double servable, Watch watch, Peers peers) throws IOException {
        double goodput = result.served() / (double) seconds;
        System.out.printf(
                "Bound %d, %d ms an answer: %.0f calls/s can be served; offered %.0f/s for %d s%n",
                bound, answerMillis, servable, servable * times, seconds);
        System.out.printf(
                "  goodput  %8.1f/s   %.1f %% of what the bound can serve   p50 %.0f ms   p99 %.0f ms%n",
                goodput, 100 * goodput / servable, result.p50() / 1e3, result.p99() / 1e3);
        System.out.printf(
                "  refused  %8.1f/s   without Retry-After %d   broken otherwise %d%n",
                result.refused() / (double) seconds, result.withoutRetryAfter(), result.failed());
        long[] pages = watch.pages.stream().mapToLong(Long::longValue).sorted().toArray();
        System.out.printf(
                "  console  %d pages   p50 %.1f ms   p99 %.1f ms   slowest %.1f ms   failures %d%n",
                pages.length, at(pages, .5) / 1e3, at(pages, .99) / 1e3, at(pages, 1) / 1e3, watch.failures);
        System.out.printf(
                "  heap     lowest %d MB in the first quarter, %d MB in the last; resident %s MB%n",
                watch.lowestHeap(0),
                watch.lowestHeap(3),
                Peers.residentMegabytes(peers.weir()).map(String::valueOf).orElse("unknown"));
    }

    private static long at(long[] sorted, double share) {
        return sorted.length == 0 ? 0 : sorted[(int) Math.min(sorted.length - 1, share * sorted.length)];
    }

    /** Looks at the console and the heap while the load runs. */
    private static final class Watch implements Runnable {
        private final Peers peers;
        private final AtomicBoolean over = new AtomicBoolean();
        private final List<Long> pages = new ArrayList<>();
        private final List<Long> heap = new ArrayList<>();
        private int failures;

        Watch(Peers peers) {
            this.peers = peers;
        }

        @Override
        public void run() {
            while (!over.get()) {
                page("/console/login");
                page("/api/exchanges?limit=20");
                heap();
                pause();
            }
        }

        private void pause() {
            try {
                Thread.sleep(SAMPLE_MILLIS);
            } catch (InterruptedException e) {
                over.set(true);
            }
        }

        private void page(String path) {
            long start = System.nanoTime();
            try {
                failures += Peers.get(peers.weir(path)).statusCode() == 200 ? 0 : 1;
            } catch (IOException | InterruptedException e) {
                failures++;
            }
            pages.add((System.nanoTime() - start) / 1000);
        }

        private void heap() {
            try {
                HttpResponse<String> metrics = Peers.get(peers.weir("/metrics"));
                double used = metrics.body()
                        .lines()
                        .filter(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\""))
                        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                        .sum();
                heap.add((long) used >> 20);
            } catch (IOException | InterruptedException e) {
                failures++;
            }
        }

        long lowestHeap(int quarter) {
            int from = heap.size() * quarter / 4;
            int to = Math.max(from + 1, heap.size() * (quarter + 1) / 4);
            return heap.isEmpty()
                    ? -1
                    : heap.subList(from, Math.min(heap.size(), to)).stream()
                            .mapToLong(Long::longValue)
                            .min()
                            .orElse(-1);
        }
    }
}
