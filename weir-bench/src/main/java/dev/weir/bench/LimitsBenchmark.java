package dev.weir.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * What limits cost: one Weir under load, in turn without any and with rates and budgets, too wide to be reached, in
 * four scopes that all apply to every call. The ledger and the audit log are always on; a checkout from before they were
 * there shows what they cost.
 */
@Command(name = "limits", description = "Throughput with limits and budgets in every scope against none.")
final class LimitsBenchmark implements Callable<Integer> {
    private static final String BODY = "{\"model\":\"sim/gpt-4o-mini\",\"user\":\"ann\",\"messages\":["
            + "{\"role\":\"system\",\"content\":\"You are a helpful assistant.\"},"
            + "{\"role\":\"user\",\"content\":\"Say this is a test, and say it in one short sentence.\"}],"
            + "\"temperature\":0.2}";
    private static final String PATH = "/v1/chat/completions";
    private static final String SETTINGS = """
            server: {max_concurrent: 60000}
            prices:
              gpt-4o-mini: {input: 0.15, output: 0.60, per: 1000000, currency: USD, from: 2026-01-01}
            """;
    private static final String WIDE = """
            {"rpm": 100000000, "tpm": 100000000000, "tokens_per_day": 1000000000000, "concurrency": 100000,
             "budgets": [{"amount": "1000000.00", "currency": "USD", "period": "day"},
                         {"amount": "9000000.00", "currency": "USD", "period": "month"}]}
            """;
    private static final List<String> SUBJECTS =
            List.of("organization/default", "project/default", "user/*", "model/sim/gpt-4o-mini");

    @Mixin
    private final Rounds rounds = new Rounds(64, 10, 110, 7);

    @Option(
            names = "--against",
            description = "Another checkout of Weir, built, which is measured in turn without limits.")
    private @Nullable Path against;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("weir-bench");
        try (Peers peers = new Peers(folder, "http", List.of(), SETTINGS)) {
            Wrk wrk = new Wrk(folder, BODY, Map.of());
            URI weir = peers.weir(PATH);
            URI other = against == null ? null : peers.otherWeir(against, PATH);
            limit(peers);
            wrk.run(weir, rounds.connections, rounds.warmUp);
            if (other != null) {
                wrk.run(other, rounds.connections, rounds.warmUp);
            }
            Map<String, List<Load.Figures>> all = new LinkedHashMap<>();
            for (int round = 0; round < rounds.count; round++) {
                limit(peers);
                measure(wrk, "limits", weir, all);
                free(peers);
                measure(wrk, "none", weir, all);
                if (other != null) {
                    measure(wrk, "other", other, all);
                }
            }
            report(all);
        }
        return 0;
    }

    private static void limit(Peers peers) throws IOException, InterruptedException {
        for (String subject : SUBJECTS) {
            Peers.send(peers.weir("/api/limits/" + subject), "PUT", WIDE);
        }
    }

    private static void free(Peers peers) throws IOException, InterruptedException {
        for (String subject : SUBJECTS) {
            Peers.send(peers.weir("/api/limits/" + subject), "DELETE", "");
        }
    }

    private void measure(Wrk wrk, String name, URI uri, Map<String, List<Load.Figures>> all)
            throws IOException, InterruptedException {
        Load.Figures figures = wrk.run(uri, rounds.connections, rounds.seconds);
        all.computeIfAbsent(name, none -> new ArrayList<>()).add(figures);
        System.out.printf(
                "  %-8s %8.0f requests/s   p50 %7.2f ms   p99 %7.2f ms   failures %d%n",
                name, figures.perSecond(), figures.p50() / 1e3, figures.p99() / 1e3, figures.failures());
    }

    /** Each round's shares, because the machine changes more between rounds than within one. */
    private void report(Map<String, List<Load.Figures>> all) {
        List<Load.Figures> limits = all.getOrDefault("limits", List.of());
        all.forEach((name, figures) -> {
            if (!name.equals("limits")) {
                List<Double> shares = new ArrayList<>();
                for (int round = 0; round < figures.size(); round++) {
                    shares.add(100
                            * limits.get(round).perSecond()
                            / figures.get(round).perSecond());
                }
                shares.sort(null);
                System.out.printf(
                        "with limits / %s: %.1f %% (median of %d rounds; %.1f to %.1f)%n",
                        name, shares.get(shares.size() / 2), shares.size(), shares.getFirst(), shares.getLast());
            }
        });
    }
}
