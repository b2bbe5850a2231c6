package dev.weir.bench;

import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Many streams at once through Weir and directly: when the first byte comes, how long the gaps are, whether every
 * event comes, and what a stream holds in memory. Generator, Weir and simulator are three processes, because a process
 * may often hold only 20,000 descriptors; HTTP/2 is spoken on both sides of Weir where it is asked for.
 */
@Command(
        name = "streams",
        description = {
            "Many streams at once: first byte, gaps, every event, memory a stream.",
            "  streams --streams 200 --gap 50 --events 100            latency",
            "  streams --streams 9000 --gap 1000 --events 90 --heap 1g",
            "  streams --streams 50000 --gap 10000 --events 12 --http2 --heap 3g"
        })
final class StreamsBenchmark implements Callable<Integer> {
    private static final String PATH = "/v1/chat/completions";
    private static final String BODY =
            "{\"model\":\"sim/m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Go on.\"}]}";

    /** The first says who speaks, the last but one why it ends, the last that it ends. */
    private static final int OTHER_EVENTS = 3;

    @Option(names = "--streams", description = "How many.")
    private int streams = 200;

    @Option(names = "--gap", description = "Milliseconds between a stream's events.")
    private int gap = 50;

    @Option(names = "--events", description = "Events of a stream that carry text.")
    private int events = 100;

    @Option(names = "--http2", description = "HTTP/2 between client and Weir, and between Weir and provider.")
    private boolean http2;

    @Option(names = "--starts", description = "Streams that start in a second.")
    private int starts = 1_000;

    @Option(
            names = "--heap",
            description =
                    "Weir's heap, fixed, and what a stream holds, read after a collection in mid-stream, which its"
                            + " gaps show; absent: as every user has it.")
    private String heap = "";

    @Option(names = "--rounds", description = "How often; the first is the warm-up where there are several.")
    private int rounds = 2;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("weir-streams");
        List<String> options = heap.isEmpty() ? List.of() : List.of("-Xms" + heap, "-Xmx" + heap);
        try (Peers peers = new Peers(folder, http2 ? "h2c" : "http", options)) {
            script(peers);
            System.out.printf(
                    "%d streams, %d events of text each, one in %d ms, over %s%n",
                    streams, events, gap, http2 ? "HTTP/2" : "HTTP/1.1");
            Memory before = warmed(peers);
            System.out.println("  Weir before: " + before);
            for (int round = 1; round <= rounds; round++) {
                measure("direct", peers.simulator(PATH), null, before);
                measure("weir", peers.weir(PATH), heap.isEmpty() ? null : peers.weir(), before);
            }
        }
        return 0;
    }

    /** Code that has run and pools that are filled belong to no stream. */
    private Memory warmed(Peers peers) throws IOException, InterruptedException {
        int some = Math.min(streams, 500);
        Peers.put(
                peers.simulator("/_script"), "{\"default\": {\"answer\": {\"function\": \"lorem\", \"tokens\": 20}}}");
        try (StreamLoad load = new StreamLoad(some, version())) {
            for (int i = 0; i < 20; i++) {
                load.start(new StreamLoad.Wanted(peers.weir(PATH), BODY, some, 23, 2_000))
                        .await(60);
            }
        }
        script(peers);
        return Memory.of(peers.weir());
    }

    private void script(Peers peers) throws IOException, InterruptedException {
        Peers.put(peers.simulator("/_script"), """
                {"default": {"answer": {"function": "lorem", "tokens": %d}, "tokens_per_second": %s}}""".formatted(events, 1000.0 / gap));
    }

    private HttpVersion version() {
        return http2 ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1;
    }

    private void measure(String name, URI uri, @Nullable Process watched, Memory before)
            throws IOException, InterruptedException {
        try (StreamLoad load = new StreamLoad(streams, version())) {
            int lasts = Math.ceilDiv(streams, starts) + events * gap / 1000;
            StreamLoad.Seen seen = load.start(new StreamLoad.Wanted(uri, BODY, streams, events + OTHER_EVENTS, starts));
            if (watched != null) {
                Thread.sleep(1_000L * (Math.ceilDiv(streams, starts) + (long) events * gap / 3_000));
                int open = seen.begun.get() - seen.over.get();
                Memory during = Memory.of(watched);
                System.out.printf("  %-8s %d open: %s%n", name, open, during);
                System.out.printf(
                        "  %-8s a stream: %.1f KB resident, %.1f KB live heap%n",
                        name,
                        (during.resident() - before.resident()) / 1024.0 / open,
                        (during.heap() - before.heap()) / 1024.0 / open);
            }
            boolean ended = seen.await(lasts + 120);
            System.out.printf(
                    "  %-8s %d of %d got all %d events (%d events%s)   first byte p50 %.1f ms p99 %.1f ms   gap p50 %.1f ms p99 %.1f ms%n",
                    name,
                    seen.whole.get(),
                    streams,
                    events + OTHER_EVENTS,
                    seen.events.sum(),
                    ended ? "" : ", some streams have not ended",
                    seen.firstByte.at(.5),
                    seen.firstByte.at(.99),
                    seen.gap.at(.5),
                    seen.gap.at(.99));
        }
    }
}
