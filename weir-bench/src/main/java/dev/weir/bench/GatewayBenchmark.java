package dev.weir.bench;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Weir with identity, journal, metering and traces on, against the simulator called directly and against nginx as a
 * plain reverse proxy: the same load from the same machine in the same run, rounds taken in turn, medians reported.
 */
@Command(name = "gateway", description = "Requests per second and added latency against nginx and no proxy at all.")
final class GatewayBenchmark implements Callable<Integer> {
    private static final String BODY = "{\"model\":\"sim/gpt-4o-mini\",\"messages\":["
            + "{\"role\":\"system\",\"content\":\"You are a helpful assistant.\"},"
            + "{\"role\":\"user\",\"content\":\"Say this is a test, and say it in one short sentence.\"}],"
            + "\"temperature\":0.2}";
    private static final String STREAM = BODY.replace("\"temperature\"", "\"stream\":true,\"temperature\"");
    private static final String PATH = "/v1/chat/completions";
    private static final int TOKENS = 40;

    @Mixin
    private final Rounds rounds = new Rounds(64, 8, 90, 3);

    @Option(names = "--streams", description = "Streams at once.")
    private int streams = 1_000;

    @Option(
            names = "--portkey",
            description = "A folder for Portkey's gateway, installed there by npm if it is not yet; absent: left out.")
    private @Nullable Path portkey;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("weir-bench");
        try (Peers peers = new Peers(folder);
                DiskProbe disk = new DiskProbe(folder)) {
            Map<String, URI> targets = new LinkedHashMap<>();
            targets.put("direct", peers.simulator(PATH));
            Optional<URI> nginx = peers.nginx(PATH);
            nginx.ifPresent(uri -> targets.put("nginx", uri));
            if (portkey != null) {
                peers.portkey(portkey, PATH).ifPresent(uri -> targets.put("portkey", uri));
            }
            targets.put("weir", peers.weir(PATH));
            Wrk wrk = new Wrk(folder, BODY, peers.portkeyHeaders());
            for (Map.Entry<String, URI> target : targets.entrySet()) {
                boolean isWeir = target.getKey().equals("weir");
                wrk.run(target.getValue(), rounds.connections, isWeir ? rounds.warmUp : Math.min(rounds.warmUp, 15));
            }
            double peak = fullSpeed(wrk, targets);
            fewConnections(wrk, targets, disk);
            targets.remove("portkey");
            latency(targets, (int) (peak / 2), disk);
            streaming(peers, targets);
            System.out.println("weir resident after the run: "
                    + Peers.residentMegabytes(peers.weir())
                            .map(mb -> mb + " MB")
                            .orElse("unknown"));
        }
        return 0;
    }

    private double fullSpeed(Wrk wrk, Map<String, URI> targets) throws IOException, InterruptedException {
        Map<String, List<Load.Figures>> all = new LinkedHashMap<>();
        for (int round = 0; round < rounds.count; round++) {
            for (Map.Entry<String, URI> target : targets.entrySet()) {
                all.computeIfAbsent(target.getKey(), name -> new ArrayList<>())
                        .add(wrk.run(target.getValue(), rounds.connections, rounds.seconds));
            }
        }
        System.out.printf(
                "Full speed, %d connections, median of %d rounds of %d s%n",
                rounds.connections, rounds.count, rounds.seconds);
        Map<String, Load.Figures> medians = new LinkedHashMap<>();
        all.forEach((name, figures) -> {
            Load.Figures median = median(figures);
            medians.put(name, median);
            System.out.printf(
                    "  %-8s %8.0f requests/s   p50 %7.2f ms   p99 %7.2f ms   failures %d%n",
                    name,
                    median.perSecond(),
                    median.p50() / 1e3,
                    median.p99() / 1e3,
                    figures.stream().mapToInt(Load.Figures::failures).sum());
        });
        double weir = requireNonNull(medians.get("weir")).perSecond();
        if (medians.containsKey("portkey")) {
            System.out.printf(
                    "  weir / portkey: %.1f times%n",
                    weir / requireNonNull(medians.get("portkey")).perSecond());
        }
        if (medians.containsKey("nginx")) {
            System.out.printf(
                    "  weir / nginx: %.1f %%%n",
                    100 * weir / requireNonNull(medians.get("nginx")).perSecond());
        }
        System.out.printf(
                "  weir / direct: %.1f %%%n",
                100 * weir / requireNonNull(medians.get("direct")).perSecond());
        return weir;
    }

    /** What a caller waits longer because of a gateway when nobody queues. */
    private void fewConnections(Wrk wrk, Map<String, URI> targets, DiskProbe disk)
            throws IOException, InterruptedException {
        System.out.printf("4 connections, %d rounds of %d s: the median round%n", rounds.count, rounds.seconds);
        Map<String, List<Load.Figures>> all = new LinkedHashMap<>();
        for (int round = 0; round < rounds.count; round++) {
            for (Map.Entry<String, URI> target : targets.entrySet()) {
                disk.begin();
                Load.Figures figures = wrk.run(target.getValue(), 4, rounds.seconds);
                all.computeIfAbsent(target.getKey(), name -> new ArrayList<>()).add(figures);
                if (target.getKey().equals("weir")) {
                    System.out.printf(
                            "  weir, round %d: p50 %7.2f ms   p99 %7.2f ms   %s%n",
                            round + 1, figures.p50() / 1e3, figures.p99() / 1e3, disk.told());
                }
            }
        }
        Load.Figures direct = median(requireNonNull(all.get("direct")));
        all.forEach((name, figures) -> {
            Load.Figures median = median(figures);
            System.out.printf(
                    "  %-8s p50 %7.2f ms   p99 %7.2f ms   added p50 %6.2f ms   added p99 %6.2f ms%n",
                    name,
                    median.p50() / 1e3,
                    median.p99() / 1e3,
                    (median.p50() - direct.p50()) / 1e3,
                    (median.p99() - direct.p99()) / 1e3);
        });
    }

    private static Load.Figures median(List<Load.Figures> figures) {
        return figures.stream()
                .sorted(Comparator.comparingDouble(Load.Figures::perSecond))
                .toList()
                .get(figures.size() / 2);
    }

    private void latency(Map<String, URI> targets, int rate, DiskProbe disk) throws InterruptedException {
        System.out.printf("At %d requests/s (half of Weir's peak), latency from when a request was due%n", rate);
        Load.Figures direct = null;
        for (Map.Entry<String, URI> target : targets.entrySet()) {
            try (Load load = new Load(1_024)) {
                load.atRate(target.getValue(), BODY, rate, 3);
                disk.begin();
                Load.Figures figures = load.atRate(target.getValue(), BODY, rate, rounds.seconds);
                direct = direct == null ? figures : direct;
                System.out.printf(
                        "  %-8s p50 %7.2f ms   p99 %7.2f ms   added p50 %6.2f ms   added p99 %6.2f ms   failures %d   %s%n",
                        target.getKey(),
                        figures.p50() / 1e3,
                        figures.p99() / 1e3,
                        (figures.p50() - direct.p50()) / 1e3,
                        (figures.p99() - direct.p99()) / 1e3,
                        figures.failures(),
                        disk.told());
            }
        }
    }

    /** Role, tokens, finish, and the end: that many events each stream must have. */
    private void streaming(Peers peers, Map<String, URI> targets) throws IOException, InterruptedException {
        Peers.put(peers.simulator("/_script"), """
                {"default": {"answer": {"function": "lorem", "tokens": %d}, "tokens_per_second": 10}}""".formatted(TOKENS));
        System.out.printf("%d streams at once, %d tokens each at 10 tokens/s%n", streams, TOKENS);
        int events = 0;
        try (Load load = new Load(streams)) {
            Load.Streams one = load.streams(requireNonNull(targets.get("direct")), STREAM, 1, -1, 30);
            events = (int) one.events();
        }
        for (Map.Entry<String, URI> target : targets.entrySet()) {
            try (Load load = new Load(streams)) {
                Load.Streams result = load.streams(target.getValue(), STREAM, streams, events, 60);
                System.out.printf(
                        "  %-8s %d of %d got all %d events, %.1f s%n",
                        target.getKey(), result.complete(), streams, events, result.seconds());
            }
        }
    }
}
