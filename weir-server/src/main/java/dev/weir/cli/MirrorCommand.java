package dev.weir.cli;

import dev.weir.http.EventLoops;
import dev.weir.http.Json;
import dev.weir.kernel.Clock;
import dev.weir.mirror.Compared;
import dev.weir.mirror.Mirror;
import dev.weir.mirror.MirrorSettings;
import dev.weir.mirror.Summary;
import dev.weir.mirror.TrafficLog;
import dev.weir.provider.transport.Relay;
import dev.weir.provider.transport.VertxOutbound;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Compares another gateway's answers with Weir's. */
@Command(
        name = "mirror",
        description = {
            "Copies another gateway's traffic to a running Weir, and prints in what the answers differ.",
            "Callers ask the mirror's port and get the other gateway's answers, whatever Weir does. Shape, events,",
            "finish reasons, latency, tokens and costs are compared; no content is printed. Each copied request is",
            "made, and paid for, twice. Exit code 1 if an exchange differed."
        })
final class MirrorCommand implements Callable<Integer> {
    /** What is under way at the end may still end. */
    private static final Duration SETTLE = Duration.ofSeconds(2);

    private final Machine machine;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ClientOptions options = new ClientOptions();

    @Option(
            names = "--from",
            paramLabel = "URL",
            description = "The other gateway. Its callers' paths follow, so http://litellm:4000 without /v1.")
    private @Nullable String from;

    @Option(names = "--host", paramLabel = "ADDRESS", description = "Where to listen; default: 127.0.0.1.")
    private String host = "127.0.0.1";

    @Option(names = "--port", paramLabel = "N", description = "The port to listen on; default: 8091, 0 takes any.")
    private int port = 8091;

    @Option(
            names = "--map",
            paramLabel = "THEIRS=OURS",
            description = "Weir's name for a model of theirs; may be given several times. Others keep their names.")
    private Map<String, String> models = new LinkedHashMap<>();

    @Option(
            names = "--ignore",
            paramLabel = "FIELD",
            description = "A field, by its path as it is printed, in which differences are known; may be repeated.")
    private List<String> ignored = new ArrayList<>();

    @Option(names = "--strict", description = "Count a field that is null in one answer and absent in the other.")
    private boolean strict;

    @Option(
            names = "--share",
            paramLabel = "P",
            description = "The share of the requests to copy, from 0 to 1; default: 1.")
    private double share = 1;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            description = "How many copies Weir is asked at a time; default: 8.")
    private int concurrency = 8;

    @Option(
            names = "--waiting",
            paramLabel = "N",
            description = "How many copies may be in memory; more are dropped and counted. Default: 256.")
    private int waiting = 256;

    @Option(names = "--count", paramLabel = "N", description = "End when so many exchanges were compared.")
    private long count = Long.MAX_VALUE;

    @Option(names = "--seconds", paramLabel = "N", description = "End after this time; default: when interrupted.")
    private long seconds = TimeUnit.DAYS.toSeconds(10_000);

    @Option(
            names = "--log",
            paramLabel = "FILE",
            description = {
                "Replay recorded requests instead of listening: JSON lines as OpenAI's batches have them. Lines that",
                "hold the other gateway's response need no --from."
            })
    private @Nullable Path log;

    @Option(
            names = "--from-key-env",
            paramLabel = "NAME",
            description = "With --log: the variable that holds the other gateway's key.")
    private @Nullable String fromKey;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Write JSON lines, too: each exchange, and the summary.")
    private @Nullable Path report;

    @Option(names = "--all", description = "Print equal exchanges, too.")
    private boolean all;

    private final CountDownLatch end = new CountDownLatch(1);
    private final CountDownLatch concluded = new CountDownLatch(1);
    private @Nullable PrintWriter reported;
    private long shown;

    MirrorCommand(Machine machine) {
        this.machine = machine;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        check();
        ServerAddress weir = options.address(machine);
        URI other = from == null ? null : otherGateway(from);
        if (other == null && log == null) {
            throw new CommandFailure(
                    "Say where the other gateway is, with --from URL, or replay a file with --log FILE.");
        }
        try (PrintWriter file = report == null ? null : new PrintWriter(Files.newBufferedWriter(report));
                EventLoops loops = new EventLoops();
                VertxOutbound outbound = new VertxOutbound(loops);
                Mirror mirror = new Mirror(
                        new MirrorSettings(models, Set.copyOf(ignored), strict, share, concurrency, waiting),
                        outbound,
                        weir.url(),
                        headers(weir),
                        Clock.SYSTEM,
                        this::show)) {
            reported = file;
            Thread hook = new Thread(this::interrupted, "weir-mirror-end");
            Runtime.getRuntime().addShutdownHook(hook);
            try {
                if (other != null && log == null) {
                    listen(mirror, loops, outbound, other, weir.url());
                } else if (log != null) {
                    replay(mirror, log, other);
                }
                return conclude(mirror.summary().report());
            } finally {
                concluded.countDown();
                forget(hook);
            }
        }
    }

    private void check() {
        if (!(share > 0 && share <= 1)) {
            throw new CommandFailure("--share " + share + " is not a share: write a number above 0, up to 1.");
        }
        if (count < 1 || seconds < 1) {
            throw new CommandFailure("--count and --seconds must be 1 or more.");
        }
        if (port < 0 || port > 65_535) {
            throw new CommandFailure("--port " + port + " is no port: write a number up to 65535; 0 takes any.");
        }
        if (concurrency < 1 || waiting < concurrency) {
            throw new CommandFailure("--concurrency must be 1 or more, and --waiting no less than it.");
        }
    }

    private static URI otherGateway(String text) {
        try {
            URI uri = URI.create(text);
            if (Set.of("http", "https").contains(String.valueOf(uri.getScheme())) && uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // answered below, like an address of another kind
        }
        throw new CommandFailure(
                "'" + text + "' is not the address of a gateway. Write it like http://127.0.0.1:4000.");
    }

    private Map<String, String> headers(ServerAddress weir) {
        Map<String, String> headers = new HashMap<>();
        headers.put("authorization", "Bearer " + weir.key());
        String project = options.project();
        if (project != null) {
            headers.put("x-weir-project", project);
        }
        return headers;
    }

    private void listen(Mirror mirror, EventLoops loops, VertxOutbound outbound, URI other, URI weir)
            throws IOException, InterruptedException {
        try (Relay relay = new Relay(loops, outbound, other, mirror)) {
            int actual = relay.start(host, port);
            err("Callers that ask http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + actual
                    + " get the answers of " + other + "; copies of their requests go to Weir at " + weir + ".");
            end.await(seconds, TimeUnit.SECONDS);
            mirror.settle(SETTLE);
        }
    }

    /** Lets the command tell what it saw before the process ends. */
    private void interrupted() {
        end.countDown();
        try {
            concluded.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the process is ending
        }
    }

    private void replay(Mirror mirror, Path file, @Nullable URI other) throws IOException, InterruptedException {
        Map<String, String> key = otherKey();
        try (TrafficLog lines = new TrafficLog(file)) {
            List<IOException> failures = new ArrayList<>();
            CountDownLatch working = new CountDownLatch(concurrency);
            for (int i = 0; i < concurrency; i++) {
                Thread.startVirtualThread(() -> {
                    try {
                        work(mirror, lines, other, key, failures);
                    } finally {
                        working.countDown();
                        if (working.getCount() == 0) {
                            end.countDown();
                        }
                    }
                });
            }
            end.await(seconds, TimeUnit.SECONDS);
            end.countDown();
            if (!working.await(SETTLE.toMillis(), TimeUnit.MILLISECONDS)) {
                mirror.close();
                working.await();
            }
            if (!failures.isEmpty()) {
                throw new CommandFailure(String.valueOf(failures.getFirst().getMessage()));
            }
        } catch (NoSuchFileException e) {
            throw new CommandFailure("There is no file " + file + ".");
        }
    }

    private void work(
            Mirror mirror, TrafficLog lines, @Nullable URI other, Map<String, String> key, List<IOException> failures) {
        try {
            while (end.getCount() > 0) {
                TrafficLog.Entry entry;
                synchronized (lines) {
                    entry = failures.isEmpty() ? lines.next().orElse(null) : null;
                }
                if (entry == null) {
                    return;
                }
                mirror.replay(entry, other, key);
            }
        } catch (IOException e) {
            synchronized (lines) {
                failures.add(e);
            }
        }
    }

    private Map<String, String> otherKey() {
        if (fromKey == null) {
            return Map.of();
        }
        String key = machine.environment().getOrDefault(fromKey, "").strip();
        if (key.isEmpty()) {
            throw new CommandFailure("The variable " + fromKey + " is not set.");
        }
        return Map.of("authorization", "Bearer " + key, "x-api-key", key);
    }

    /** One at a time. */
    private void show(Compared one) {
        if (reported != null) {
            reported.println(Json.MAPPER.writeValueAsString(one));
            reported.flush();
        }
        if (options.json()) {
            out(Json.MAPPER.writeValueAsString(one));
        } else if (all || !one.isEqual()) {
            out(MirrorText.exchange(one));
        }
        if (++shown >= count) {
            end.countDown();
        }
    }

    private int conclude(Summary.Report summary) {
        String json = Json.MAPPER.writeValueAsString(Map.of("summary", summary));
        if (reported != null) {
            reported.println(json);
        }
        if (options.json()) {
            out(json);
        } else {
            out("");
            out(MirrorText.summary(summary));
        }
        return summary.differing() > 0 ? 1 : 0;
    }

    private void out(String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(text);
        out.flush();
    }

    private void err(String text) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(text);
        err.flush();
    }
}
