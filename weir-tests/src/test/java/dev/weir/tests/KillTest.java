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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Killed in the middle of its work, again and again, Weir still knows every call that a provider has seen. */
class KillTest {
    private static final Set<String> FINISHED = Set.of("ok", "error", "cancelled");

    @TempDir
    Path folder;

    @Test
    void whatAProviderHasSeenIsInTheStoreOnce() throws Exception {
        run(3, 100, 16);
    }

    @Test
    @Tag("long")
    void twentyKillsInTenThousandExchangesLoseNothing() throws Exception {
        run(20, 500, 64);
    }

    private void run(int kills, int answersInALife, int clients) throws Exception {
        Script script = Script.saying(new Answer.Lorem(20)).withPace(new Pace(Duration.ofMillis(5), 500, 0.5));
        try (Simulator simulator = Simulator.start(SimulatorOptions.defaults().withScript(script))) {
            Path config = config(simulator);
            Set<String> answered;
            Set<String> surprises;
            try (Clients crowd = new Clients(clients)) {
                for (int life = 1; life <= kills; life++) {
                    killInMidLoad(config, crowd, life * answersInALife);
                }
                answered = crowd.answered;
                surprises = crowd.surprises;
            }
            assertThat(surprises).as("answers other than a chat").isEmpty();
            Map<String, JsonNode> stored = stored(config, kills);
            List<String> seen = simulator.served().stream()
                    .map(Served::exchangeId)
                    .filter(Objects::nonNull)
                    .toList();
            judge(seen, answered, stored, kills * clients);
            judgeAudit(stored.keySet());
        }
    }

    private Path config(Simulator simulator) throws IOException {
        return Files.writeString(
                folder.resolve("weir.yaml"), """
                server: {port: 0}
                data: '%s'
                providers: {sim: {kind: openai, base_url: '%s', api_key: none, allow_private: true}}
                """.formatted(folder.resolve("data"), simulator.baseUri()));
    }

    private static void killInMidLoad(Path config, Clients crowd, int untilAnswered) throws Exception {
        try (WeirProcess weir = WeirProcess.up(config)) {
            crowd.aim(weir.awaitReady());
            Eventually.within(Duration.ofMinutes(2), "the load", () -> crowd.answered.size() >= untilAnswered);
            weir.kill();
        }
    }

    /** What the next start shows, and the one after that, which has nothing left to put right. */
    private static Map<String, JsonNode> stored(Path config, int kills) throws Exception {
        Map<String, JsonNode> first;
        try (WeirProcess weir = WeirProcess.up(config)) {
            first = exchanges(weir.awaitReady());
            weir.terminate();
            weir.awaitExit();
        }
        try (WeirProcess weir = WeirProcess.up(config)) {
            assertThat(exchanges(weir.awaitReady())).as("after a clean stop").isEqualTo(first);
            assertThat(weir.output())
                    .doesNotContain("in progress")
                    .doesNotContain("SEVERE")
                    .doesNotContain("Exception");
        }
        assertThat(first).hasSizeGreaterThan(kills);
        return first;
    }

    private static Map<String, JsonNode> exchanges(URI url) {
        Door door = new Door(url, WeirProcess.ADMIN_KEY);
        Map<String, JsonNode> found = new HashMap<>();
        @Nullable String cursor = "";
        while (cursor != null) {
            JsonNode page =
                    door.get("/api/exchanges?limit=500&cursor=" + cursor).json();
            for (JsonNode exchange : page.path("data")) {
                assertThat(found.put(exchange.path("id").asString(), exchange))
                        .as("listed twice: %s", exchange)
                        .isNull();
            }
            cursor = page.path("next").isString() ? page.path("next").asString() : null;
        }
        return found;
    }

    private static void judge(List<String> seen, Set<String> answered, Map<String, JsonNode> stored, int mostOpen) {
        Map<String, Long> byStatus = stored.values().stream()
                .collect(Collectors.groupingBy(one -> one.path("status").asString(), Collectors.counting()));
        System.out.println("kill -9: the provider saw " + seen.size() + ", clients got " + answered.size()
                + ", the store has " + byStatus);
        assertThat(seen).hasSizeGreaterThanOrEqualTo(answered.size());
        assertThat(stored.keySet()).containsAll(seen);
        assertThat(byStatus.getOrDefault("open", 0L)).isLessThanOrEqualTo(mostOpen);
        assertThat(stored.values()).allSatisfy(exchange -> {
            if (!FINISHED.contains(exchange.path("status").asString())) {
                assertThat(exchange.path("status").asString()).isEqualTo("open");
                assertThat(exchange.path("error").asString()).isEqualTo("open");
                assertThat(exchange.at("/usage/estimated").asBoolean()).isTrue();
            }
        });
        assertThat(answered)
                .as("what a client got whole is finished")
                .allSatisfy(id -> assertThat(Objects.requireNonNull(stored.get(id))
                                .path("status")
                                .asString())
                        .isEqualTo("ok"));
    }

    /** Whatever the kills cut off, the audit log has each exchange once, and all of it holds together. */
    private void judgeAudit(Set<String> exchanges) throws IOException {
        Path export = folder.resolve("audit.jsonl");
        try (OfflineLog log = OfflineLog.open(folder.resolve("data"), List.of())) {
            assertThat(log.check(Evidence.NONE).findings()).isEmpty();
            log.export(export);
        }
        List<JsonNode> entries = Files.readAllLines(export).stream()
                .map(JsonMapper.shared()::readTree)
                .toList();
        assertThat(subjects(entries, "exchange.closed", "exchange"))
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(exchanges);
        assertThat(subjects(entries, "attempt.intent", "attempt")).isNotEmpty().doesNotHaveDuplicates();
    }

    private static List<String> subjects(List<JsonNode> entries, String kind, String subject) {
        return entries.stream()
                .filter(entry -> entry.path("kind").asString("").equals(kind))
                .map(entry -> entry.path(subject).asString())
                .toList();
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
