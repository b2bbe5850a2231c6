package dev.weir.bench;

import dev.weir.app.Programs;
import dev.weir.app.Weir;
import dev.weir.cli.Cli;
import dev.weir.cli.Machine;
import dev.weir.config.ConfigBinder;
import dev.weir.config.ConfigSource;
import dev.weir.config.WeirConfig;
import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.metering.Price;
import dev.weir.metering.PriceBook;
import dev.weir.spi.AnswerContent;
import dev.weir.spi.Attempt;
import dev.weir.spi.AttemptId;
import dev.weir.spi.Exchange;
import dev.weir.spi.ExchangeId;
import dev.weir.spi.KeyId;
import dev.weir.spi.Money;
import dev.weir.spi.ProjectId;
import dev.weir.spi.Status;
import dev.weir.spi.Target;
import dev.weir.spi.Usage;
import dev.weir.store.ContentCipher;
import dev.weir.store.DataDirectory;
import dev.weir.store.Journal;
import dev.weir.store.JournalCodec;
import dev.weir.store.JournalRecord.AttemptIntent;
import dev.weir.store.JournalRecord.AttemptOutcome;
import dev.weir.store.JournalRecord.Closed;
import dev.weir.testkit.TurnedClock;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An invoice for a month of calls: fed to the real journal as the server writes them, followed by the real projections,
 * billed and exported over the real API, and made again from the file. What the calls cost is priced once more here, by
 * public list prices in whole picodollars that share nothing with Weir's. Ends with 1 where a line does not prove or a sum
 * differs by a picodollar.
 */
@Command(
        name = "invoice",
        description = "An invoice for a month of calls, its proofs, and its totals priced independently.")
public final class InvoiceBenchmark implements Callable<Integer> {
    private static final String ADMIN = "the-admin-key-of-a-benchmark";
    private static final Instant MONTH = Instant.parse("2026-10-01T00:00:00Z");
    private static final Duration LENGTH = Duration.ofDays(31);
    private static final String NAME = "2026-10";
    private static final int FAILED_EVERY = 50;

    /** Picodollars for a token: input, cached input, output. */
    private record Listed(String model, long input, long cached, long output) {}

    private static final List<Listed> MODELS = List.of(
            new Listed("gpt-4o", 2_500_000, 1_250_000, 10_000_000),
            new Listed("gpt-4o-mini", 150_000, 75_000, 600_000),
            new Listed("gpt-5-mini", 250_000, 25_000, 2_000_000));

    @Parameters(description = "an empty folder")
    private Path folder = Path.of("invoice-bench");

    @Option(names = "--calls", description = "calls in the month")
    private int calls = 1_000_000;

    @Option(names = "--python", description = "verify with docs/verify/invoice.py as well")
    private boolean python;

    private final IdSource ids = new IdSource(Clock.SYSTEM);
    private final Map<String, BigInteger> served = new TreeMap<>();

    /** What calls said is no part of this. */
    private static final class NoCipher implements ContentCipher {
        @Override
        public Envelope seal(ProjectId project, byte[] content, byte[] context) {
            return new Envelope("dk_bench", null, content);
        }

        @Override
        public byte @Nullable [] open(ProjectId project, Envelope envelope, byte[] context) {
            return envelope.ciphertext();
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path data = folder.resolve("data");
        Files.createDirectories(folder);
        List<ProjectId> projects = new ArrayList<>();
        KeyId key;
        try (Weir weir = start(data, MONTH.minusSeconds(3600))) {
            JsonNode me = ask(weir, "GET", "/api/me", "");
            key = new KeyId(me.at("/key/id").asString());
            projects.add(new ProjectId(me.at("/project/id").asString()));
            for (String name : List.of("search", "support")) {
                JsonNode made = ask(weir, "POST", "/api/projects", "{\"name\": \"" + name + "\"}");
                projects.add(new ProjectId(made.path("id").asString()));
            }
        }
        timed("fed to the journal", () -> feed(data, projects, key));
        long start = System.nanoTime();
        try (Weir weir = start(data, MONTH.plus(LENGTH).plusSeconds(600))) {
            told("followed by all projections, until the server was up", start);
            return bill(weir, data);
        }
    }

    private Weir start(Path data, Instant now) throws IOException {
        Map<String, String> environment =
                Map.of("WEIR_ADMIN_KEY", ADMIN, "WEIR_DATA", data.toString(), "WEIR_SERVER_PORT", "0");
        ConfigSource source = new ConfigSource("bench", "knowledge: {docs: false}\n", environment, List.of());
        return Weir.start(ConfigBinder.bind(WeirConfig.class, source), environment, new TurnedClock(now));
    }

    private static JsonNode ask(Weir weir, String method, String path, String body)
            throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            var response = client.send(
                    HttpRequest.newBuilder(URI.create(weir.localUrl() + path))
                            .header("authorization", "Bearer " + ADMIN)
                            .header("content-type", "application/json")
                            .method(method, BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
            if (response.statusCode() >= 300) {
                throw new IOException(path + " answered " + response.statusCode() + ": " + response.body());
            }
            return JsonMapper.shared().readTree(response.body());
        }
    }

    private void feed(Path path, List<ProjectId> projects, KeyId key) {
        PriceBook book = PriceBook.shipped();
        Price[] prices = MODELS.stream()
                .map(listed -> book.price("openai", listed.model, MONTH).orElseThrow())
                .toArray(Price[]::new);
        SplittableRandom random = new SplittableRandom(42);
        try (DataDirectory data = DataDirectory.open(path, ids);
                Journal journal = Journal.open(data.file("journal"), data.node(), new JournalCodec(new NoCipher()))) {
            for (int i = 0; i < calls; i++) {
                int model = random.nextInt(MODELS.size());
                ProjectId project = projects.get(random.nextInt(projects.size()));
                long input = random.nextLong(20, 4000);
                long cached = random.nextInt(3) == 0 ? random.nextLong(input) : 0;
                Usage usage = Usage.builder()
                        .inputTokens(input)
                        .cachedInputTokens(cached)
                        .outputTokens(random.nextLong(1, 1500))
                        .build();
                serve(project, MODELS.get(model), usage);
                call(
                        journal,
                        project,
                        key,
                        MONTH.plusNanos(LENGTH.toNanos() / calls * i),
                        MODELS.get(model).model,
                        prices[model],
                        usage,
                        i % FAILED_EVERY == 0);
            }
            journal.awaitSynced(journal.flush());
        }
    }

    /** The independent price. */
    private void serve(ProjectId project, Listed listed, Usage usage) {
        BigInteger cost = BigInteger.valueOf(usage.inputTokens() - usage.cachedInputTokens())
                .multiply(BigInteger.valueOf(listed.input))
                .add(BigInteger.valueOf(usage.cachedInputTokens()).multiply(BigInteger.valueOf(listed.cached)))
                .add(BigInteger.valueOf(usage.outputTokens()).multiply(BigInteger.valueOf(listed.output)));
        served.merge(project + " " + listed.model, cost, BigInteger::add);
    }

    private void call(
            Journal journal,
            ProjectId project,
            KeyId key,
            Instant at,
            String model,
            Price price,
            Usage usage,
            boolean retried) {
        ExchangeId exchange = new ExchangeId(ids.next("ex_"));
        Target target = new Target("openai", model);
        List<Attempt> attempts = new ArrayList<>();
        if (retried) {
            Attempt failed = attempt(target, "provider_unavailable", Usage.NONE, Money.ZERO, price, attempts.size());
            journal.append(intent(failed, exchange, project, key, at, model, price));
            journal.append(new AttemptOutcome(
                    failed.id(), exchange, project, at, Usage.NONE, Money.ZERO, price.currency(), failed.error()));
            attempts.add(failed);
        }
        Attempt answered = attempt(target, null, usage, price.cost(usage), price, attempts.size());
        journal.append(intent(answered, exchange, project, key, at, model, price));
        attempts.add(answered);
        journal.append(new Closed(
                new Exchange(
                        exchange,
                        project,
                        key,
                        ids.next("req_"),
                        at,
                        "chat",
                        false,
                        model,
                        target,
                        Status.OK,
                        null,
                        null,
                        "stop",
                        usage,
                        answered.cost(),
                        price.currency(),
                        1_000_000,
                        320_000,
                        attempts,
                        List.of(),
                        List.of(),
                        List.of(),
                        null,
                        Map.of(),
                        "{}".getBytes(StandardCharsets.UTF_8),
                        new AnswerContent(List.of()),
                        null),
                at));
    }

    private Attempt attempt(Target target, @Nullable String error, Usage usage, Money cost, Price price, int before) {
        return new Attempt(
                new AttemptId(ids.next(AttemptId.PREFIX)),
                target,
                error,
                usage,
                cost,
                price.currency(),
                price.id(),
                before * 10_000L,
                900_000,
                300_000);
    }

    private static AttemptIntent intent(
            Attempt attempt, ExchangeId exchange, ProjectId project, KeyId key, Instant at, String model, Price price) {
        return new AttemptIntent(
                attempt.id(), exchange, project, key, at, model, attempt.target(), attempt.cost(), price.currency());
    }

    private int bill(Weir weir, Path data) throws IOException, InterruptedException {
        long start = System.nanoTime();
        JsonNode invoice = ask(weir, "POST", "/api/invoices/" + NAME + "/finalize", "{}");
        told("made the invoice " + invoice.path("number").asString(), start);
        Path file = folder.resolve("invoice.jsonl");
        start = System.nanoTime();
        int exported = run(data, "bill", "export", NAME, file.toString());
        told("exported with the proofs of every line", start);
        System.out.printf("%d MB%n", Files.size(file) >> 20);
        start = System.nanoTime();
        int verified = run(data, "bill", "verify", file.toString());
        told("made again from its entries, every line", start);
        int foreign = python ? python(file) : 0;
        boolean equal = equal(invoice);
        System.out.println(equal ? "Every sum is what was served, to the picodollar." : "SUMS DIFFER.");
        return exported == 0 && verified == 0 && foreign == 0 && equal ? 0 : 1;
    }

    private static int run(Path data, String... arguments) {
        CommandLine line = Cli.commandLine(new Machine(new Programs(), Map.of("WEIR_DATA", data.toString()), false));
        line.setOut(new PrintWriter(System.out, true));
        return line.execute(arguments);
    }

    private static int python(Path file) throws IOException, InterruptedException {
        long start = System.nanoTime();
        int exit = new ProcessBuilder(
                        "python3",
                        Path.of(System.getProperty("weir.root"), "docs", "verify", "invoice.py")
                                .toString(),
                        file.toString())
                .inheritIO()
                .start()
                .waitFor();
        told("verified in Python", start);
        return exit;
    }

    private boolean equal(JsonNode invoice) {
        Map<String, BigDecimal> billed = new TreeMap<>();
        BigDecimal rounded = BigDecimal.ZERO;
        for (JsonNode line : invoice.path("lines")) {
            BigDecimal cost = new BigDecimal(line.path("cost").asString());
            billed.merge(
                    line.path("project").asString() + " " + line.path("model").asString(), cost, BigDecimal::add);
            rounded = rounded.add(cost.setScale(2, RoundingMode.HALF_EVEN));
        }
        boolean equal = billed.size() == served.size();
        BigDecimal sum = BigDecimal.ZERO;
        for (Map.Entry<String, BigInteger> each : served.entrySet()) {
            BigDecimal wanted = new BigDecimal(each.getValue(), 12);
            sum = sum.add(wanted);
            equal &= wanted.compareTo(billed.getOrDefault(each.getKey(), BigDecimal.ZERO)) == 0;
        }
        System.out.printf(
                "served %s USD in %d lines; invoiced %s USD, total %s%n",
                sum.toPlainString(),
                served.size(),
                billed.values().stream()
                        .reduce(BigDecimal.ZERO, BigDecimal::add)
                        .toPlainString(),
                invoice.path("total").asString());
        return equal && rounded.compareTo(new BigDecimal(invoice.path("total").asString())) == 0;
    }

    private static void timed(String what, Runnable work) {
        long start = System.nanoTime();
        work.run();
        told(what, start);
    }

    private static void told(String what, long start) {
        Runtime memory = Runtime.getRuntime();
        System.out.println(String.format(
                Locale.ROOT,
                "%8.2f s  %s (heap %d MB)",
                (System.nanoTime() - start) / 1e9,
                what,
                (memory.totalMemory() - memory.freeMemory()) >> 20));
    }
}
