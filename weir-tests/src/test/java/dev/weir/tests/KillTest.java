package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.audit.Evidence;
import dev.weir.audit.OfflineLog;
import dev.weir.simulator.Answer;
import dev.weir.simulator.Pace;
import dev.weir.simulator.Script;
import dev.weir.simulator.Served;
import dev.weir.simulator.Simulator;
import dev.weir.simulator.SimulatorOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Killed in the middle of its work, again and again, Weir still knows every call that a provider has seen. */
class KillTest {
    private static final long LONGEST_LIFE_MILLIS = 1_500;
    /** What the provider remembers must be all of it. */
    private static final int MOST_SERVED_IN_A_LIFE = 2_000;

    private static final Set<String> FINISHED = Set.of("ok", "error", "cancelled");

    @TempDir
    Path folder;

    /** How a Weir is started on a configuration. */
    private interface Start {
        WeirProcess on(Path config) throws IOException;
    }

    @Test
    void whatAProviderHasSeenIsInTheStoreOnce() throws Exception {
        run(WeirProcess::up, 3, 16);
    }

    /** As many as {@code -Dweir.kills} says, of a Weir that is started as users start it. */
    @Test
    @Tag("long")
    void manyKillsLoseNothing() throws Exception {
        run(WeirProcess::launched, Integer.getInteger("weir.kills", 20), 64);
    }

    private void run(Start up, int kills, int clients) throws Exception {
        Script script = Script.saying(new Answer.Lorem(20)).withPace(new Pace(Duration.ofMillis(5), 500, 0.5));
        SimulatorOptions options =
                SimulatorOptions.defaults().withScript(script).withLogCapacity(MOST_SERVED_IN_A_LIFE * kills);
        try (Simulator simulator = Simulator.start(options)) {
            Path config = ChildConfig.write(folder, simulator, "");
            Set<String> answered;
            Set<String> surprises;
            try (Clients crowd = new Clients(clients)) {
                List<Duration> starts = new ArrayList<>();
                for (int life = 1; life <= kills; life++) {
                    starts.add(killInMidLoad(up, config, crowd, life < kills ? 0 : clients));
                }
                tell(starts);
                answered = crowd.answered;
                surprises = crowd.surprises;
            }
            assertThat(surprises).as("answers other than a chat").isEmpty();
            Map<String, Stored> stored = stored(config);
            List<String> seen = simulator.served().stream()
                    .map(Served::exchangeId)
                    .filter(Objects::nonNull)
                    .toList();
            judge(seen, answered, stored, kills * clients);
            judgeAudit(stored.keySet());
        }
    }

    /** At any moment once it is ready, and enough was answered; how long its start took. */
    private static Duration killInMidLoad(Start up, Path config, Clients crowd, int answers) throws Exception {
        long begin = System.nanoTime();
        try (WeirProcess weir = up.on(config)) {
            URI url = weir.awaitReady();
            Duration start = Duration.ofNanos(System.nanoTime() - begin);
            crowd.aim(url);
            Thread.sleep(ThreadLocalRandom.current().nextLong(LONGEST_LIFE_MILLIS));
            Eventually.within(Duration.ofMinutes(2), "the load", () -> crowd.answered.size() >= answers);
            weir.kill();
            return start;
        }
    }

    /** The first start is none after a kill. */
    private static void tell(List<Duration> starts) {
        List<Duration> sorted = starts.stream().skip(1).sorted().toList();
        System.out.println(
                "kill -9: ready again after " + sorted.get(sorted.size() / 2).toMillis() + " ms (p50), "
                        + sorted.get((int) (sorted.size() * 0.99)).toMillis() + " ms (p99), "
                        + sorted.getLast().toMillis() + " ms (longest of " + sorted.size() + ")");
    }

    /** What the test needs to know of an exchange. */
    private record Stored(String status, String error, boolean estimated) {}

    /** What the next start shows, and the one after that, which has nothing left to put right. */
    private static Map<String, Stored> stored(Path config) throws Exception {
        Map<String, Stored> first;
        try (WeirProcess weir = WeirProcess.up(config)) {
            first = exchanges(weir.awaitReady());
            weir.terminate();
            weir.awaitExit();
        }
        long begin = System.nanoTime();
        try (WeirProcess weir = WeirProcess.up(config)) {
            URI url = weir.awaitReady();
            System.out.println(
                    "kill -9: ready after a clean stop in " + (System.nanoTime() - begin) / 1_000_000 + " ms");
            assertThat(exchanges(url)).as("after a clean stop").isEqualTo(first);
            assertThat(weir.output())
                    .doesNotContain("in progress")
                    .doesNotContain("SEVERE")
                    .doesNotContain("Exception");
        }
        return first;
    }

    private static Map<String, Stored> exchanges(URI url) {
        Door door = new Door(url, WeirProcess.ADMIN_KEY);
        Map<String, Stored> found = new HashMap<>();
        @Nullable String cursor = "";
        while (cursor != null) {
            JsonNode page =
                    door.get("/api/exchanges?limit=500&cursor=" + cursor).json();
            for (JsonNode exchange : page.path("data")) {
                Stored stored = new Stored(
                        exchange.path("status").asString(),
                        exchange.path("error").asString(""),
                        exchange.at("/usage/estimated").asBoolean());
                assertThat(found.put(exchange.path("id").asString(), stored))
                        .as("listed twice: %s", exchange)
                        .isNull();
            }
            cursor = page.path("next").isString() ? page.path("next").asString() : null;
        }
        return found;
    }

    private static void judge(List<String> seen, Set<String> answered, Map<String, Stored> stored, int mostOpen) {
        Map<String, Long> byStatus =
                stored.values().stream().collect(Collectors.groupingBy(Stored::status, Collectors.counting()));
        System.out.println("kill -9: the provider saw " + seen.size() + ", clients got " + answered.size()
                + ", the store has " + byStatus);
        assertThat(seen).hasSizeGreaterThanOrEqualTo(answered.size());
        assertThat(seen.stream().filter(id -> !stored.containsKey(id)))
                .as("seen by the provider, unknown to the store")
                .isEmpty();
        assertThat(byStatus.getOrDefault("open", 0L)).isLessThanOrEqualTo(mostOpen);
        Stored open = new Stored("open", "open", true);
        assertThat(stored.values().stream()
                        .filter(exchange -> !FINISHED.contains(exchange.status()) && !exchange.equals(open)))
                .as("neither finished nor flagged as open")
                .isEmpty();
        assertThat(answered.stream()
                        .filter(id ->
                                !Objects.requireNonNull(stored.get(id)).status().equals("ok")))
                .as("what a client got whole is finished")
                .isEmpty();
    }

    /** Whatever the kills cut off, the audit log has each exchange once, and all of it holds together. */
    private void judgeAudit(Set<String> exchanges) throws IOException {
        Path export = folder.resolve("audit.jsonl");
        try (OfflineLog log = OfflineLog.open(folder.resolve("data"), List.of())) {
            assertThat(log.check(Evidence.NONE).findings()).isEmpty();
            log.export(export);
        }
        assertThat(subjects(export, "exchange.closed", "exchange")).isEqualTo(exchanges);
        assertThat(subjects(export, "attempt.intent", "attempt")).isNotEmpty();
    }

    private static Set<String> subjects(Path export, String kind, String subject) throws IOException {
        Set<String> found = new HashSet<>();
        try (Stream<String> lines = Files.lines(export)) {
            lines.map(JsonMapper.shared()::readTree)
                    .filter(entry -> entry.path("kind").asString("").equals(kind))
                    .map(entry -> entry.path(subject).asString())
                    .forEach(id -> assertThat(found.add(id))
                            .as("twice in the log: %s", id)
                            .isTrue());
        }
        return found;
    }

    /** They ask, half of them for streams, and try again wherever Weir is now when it dies under them. */
    private static final class Clients implements AutoCloseable {
        private final Set<String> answered = ConcurrentHashMap.newKeySet();
        private final Set<String> surprises = ConcurrentHashMap.newKeySet();
        private final List<Thread> threads = new ArrayList<>();
        private volatile @Nullable Door door;
        private volatile boolean stopping;

        Clients(int count) {
            for (int i = 0; i < count; i++) {
                boolean streaming = i % 2 == 0;
                threads.add(Thread.ofVirtual().start(() -> ask(streaming)));
            }
        }

        void aim(URI url) {
            door = new Door(url, WeirProcess.ADMIN_KEY);
        }

        private void ask(boolean streaming) {
            String body = "{\"model\": \"sim/gpt-4o-mini\", \"stream\": " + streaming
                    + ", \"messages\": [{\"role\": \"user\", \"content\": \"Tell me something.\"}]}";
            while (!stopping) {
                try {
                    ask(body, streaming);
                } catch (InterruptedException e) {
                    return;
                }
            }
        }

        private void ask(String body, boolean streaming) throws InterruptedException {
            Door now = door;
            try {
                if (now != null) {
                    ask(now, body, streaming);
                    return;
                }
            } catch (IOException e) {
                // It was killed; the next one is on its way.
            }
            Thread.sleep(50);
        }

        private void ask(Door now, String body, boolean streaming) throws IOException, InterruptedException {
            HttpResponse<String> response = Door.client()
                    .send(now.request("POST", "/v1/chat/completions", body, Map.of()), BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                surprises.add(response.statusCode() + ": " + response.body());
            } else if (!streaming || response.body().endsWith("data: [DONE]\n\n")) {
                answered.add(response.headers().firstValue("x-weir-exchange-id").orElseThrow());
            }
        }

        @Override
        public void close() {
            stopping = true;
            threads.forEach(Thread::interrupt);
            threads.forEach(Clients::join);
        }

        private static void join(Thread thread) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
