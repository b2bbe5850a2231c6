package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.weir.http.EventLoops;
import dev.weir.kernel.Clock;
import dev.weir.mirror.Mirror;
import dev.weir.mirror.MirrorSettings;
import dev.weir.provider.transport.Relay;
import dev.weir.provider.transport.VertxOutbound;
import dev.weir.simulator.Answer;
import dev.weir.simulator.Fault;
import dev.weir.simulator.FaultRule;
import dev.weir.simulator.Script;
import dev.weir.simulator.Served;
import dev.weir.simulator.Simulator;
import dev.weir.simulator.SimulatorOptions;
import dev.weir.simulator.UsageNumbers;
import dev.weir.testkit.TestingWeir;
import dev.weir.tests.cli.Shell;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A mirror between callers and another gateway, which is a simulator; Weir runs beside it. */
class MirrorTest {
    private static final String THEIR_KEY = "sk-key-of-their-caller";
    private static final String SECRET = "the words that nobody may print";
    private static TestingWeir weir;
    private static Simulator other;
    private static Shell shell;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        weir = TestingWeir.start("""
                  claude: {kind: anthropic, base_url: 'SIMULATOR', api_key: none, allow_private: true}
                models:
                  ours: {deployments: [{provider: sim, model: one}], retries: {max: 0}}
                  opus: {deployments: [{provider: claude, model: one}]}
                prices: {one: {input: 1, output: 2}}
                """);
        other = Simulator.start(SimulatorOptions.defaults());
        shell = Shell.beside(weir);
    }

    @AfterAll
    static void stop() {
        other.close();
        weir.close();
    }

    @BeforeEach
    void bothSayTheSame() {
        weir.upstream(Script.saying(new Answer.Fixed("Hello there, friend.")));
        other.script(Script.saying(new Answer.Fixed("Hello there, friend.")));
        weir.simulator().clear();
        other.clear();
    }

    private static URI otherUrl() {
        return URI.create(other.baseUri().toString().replace("/v1", ""));
    }

    private record Outcome(int exit, List<JsonNode> exchanges, JsonNode summary, String all) {
        static Outcome of(Shell.Done done) {
            List<JsonNode> lines =
                    done.out().lines().map(JsonMapper.shared()::readTree).toList();
            assertThat(lines).as(done.err()).isNotEmpty();
            return new Outcome(
                    done.exit(),
                    lines.subList(0, lines.size() - 1),
                    lines.getLast().path("summary"),
                    done.out() + done.err());
        }

        List<String> differences() {
            List<String> all = new ArrayList<>();
            exchanges.forEach(one -> one.path("differences")
                    .forEach(each -> all.add((each.path("kind").asString() + " "
                                    + each.path("what").asString() + " "
                                    + each.path("theirs").asString("-") + " "
                                    + each.path("ours").asString("-"))
                            .replace("  ", " "))));
            return all;
        }
    }

    private interface Callers {
        void ask(Door door) throws IOException, InterruptedException;
    }

    private static Outcome mirrored(URI from, int count, Callers callers, String... more) throws Exception {
        int port = freePort();
        List<String> arguments = new ArrayList<>(
                List.of("mirror", "--json", "--from", from.toString(), "--port", "" + port, "--count", "" + count));
        arguments.addAll(List.of(more));
        if (!arguments.contains("--seconds")) {
            arguments.addAll(List.of("--seconds", "20"));
        }
        CompletableFuture<Shell.Done> running = CompletableFuture.supplyAsync(
                () -> shell.run(arguments.toArray(String[]::new)), Thread::startVirtualThread);
        Eventually.within(Duration.ofSeconds(30), "the mirror listens", () -> listens(port) || running.isDone());
        callers.ask(new Door(URI.create("http://127.0.0.1:" + port), THEIR_KEY));
        return Outcome.of(running.get(30, TimeUnit.SECONDS));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static String chat(String more) {
        return "{\"model\": \"theirs\", \"messages\": [{\"role\": \"user\", \"content\": \"" + SECRET + "\"}]" + more
                + "}";
    }

    @Test
    void equalAnswersGiveNoDifference() throws Exception {
        Outcome seen = mirrored(
                otherUrl(),
                5,
                door -> {
                    assertThat(door.post("/v1/chat/completions", chat("")).text())
                            .contains("Hello there, friend.");
                    assertThat(door.post("/v1/chat/completions", chat(", \"stream\": true"))
                                    .text())
                            .contains("data: [DONE]");
                    door.post(
                            "/v1/chat/completions",
                            chat(", \"stream\": true, \"stream_options\": {\"include_usage\": true}"));
                    door.post("/v1/embeddings", "{\"model\": \"theirs\", \"input\": \"red\"}");
                    door.post(
                            "/v1/messages",
                            "{\"model\": \"opus\", \"max_tokens\": 9, \"stream\": true, \"messages\": [{\"role\":"
                                    + " \"user\", \"content\": \"x\"}]}");
                    assertThat(door.get("/v1/models").status()).isEqualTo(200);
                },
                "--map",
                "theirs=ours");

        assertThat(seen.differences()).isEmpty();
        assertThat(seen.exit()).isZero();
        assertThat(seen.summary().path("compared").asInt()).isEqualTo(5);
        assertThat(seen.summary().path("equal").asInt()).isEqualTo(5);
        assertThat(seen.summary().path("passed").asInt()).isEqualTo(6);
        assertThat(seen.summary().at("/their_tokens/output").asInt())
                .isPositive()
                .isEqualTo(seen.summary().at("/weir_tokens/output").asInt());
        assertThat(seen.summary().at("/total/weir_p50").asDouble()).isPositive();
        assertThat(seen.all()).doesNotContain(THEIR_KEY, SECRET, "friend");
        assertThat(weir.simulator().served()).extracting(Served::model).containsOnly("one");
        assertThat(other.served())
                .extracting(Served::model)
                .contains("theirs", "opus")
                .doesNotContain("one");
    }

    @Test
    void whatDiffersIsNamedWithoutContent() throws Exception {
        other.script(Script.DEFAULT.withFault(FaultRule.always(new Fault.Status(
                200, Map.of("content-type", "application/json", "x-litellm-response-cost", "0.25"), """
                {"id": "x", "object": "chat.completion", "created": "now", "model": "m", "provider_specific": {"a": 1},
                 "choices": [{"index": 0, "finish_reason": "length",
                   "message": {"role": "assistant", "content": "Hello there, friend."}}],
                 "usage": {"prompt_tokens": 7, "completion_tokens": 99, "total_tokens": 106}}"""))));

        Outcome seen = mirrored(
                otherUrl(),
                1,
                door -> assertThat(door.post("/v1/chat/completions", chat("")).header("x-litellm-response-cost"))
                        .isEqualTo("0.25"),
                "--map",
                "theirs=ours");

        assertThat(seen.exit()).isEqualTo(1);
        assertThat(seen.differences())
                .contains("missing provider_specific object -", "type created string number", "finish length stop")
                .anyMatch(line -> line.matches("tokens input 7 \\d+"))
                .anyMatch(line -> line.matches("tokens output 99 \\d+"));
        assertThat(seen.summary().at("/differences/finish").asInt()).isEqualTo(1);
        assertThat(seen.summary().path("priced").asInt()).isEqualTo(1);
        assertThat(seen.summary().path("their_cost").decimalValue()).isEqualByComparingTo("0.25");
        assertThat(seen.summary().path("weir_cost").decimalValue()).isPositive();
        assertThat(seen.all()).doesNotContain(SECRET, "friend");
    }

    @Test
    void theSameTokensAtAnotherPriceAreFound() throws Exception {
        String answer = """
                {"id": "x", "object": "chat.completion", "created": 1, "model": "m", "choices": [{"index": 0,
                 "finish_reason": "stop", "message": {"role": "assistant", "content": "a"}}],
                 "usage": {"prompt_tokens": 1000, "completion_tokens": 500, "total_tokens": 1500}}""";
        weir.upstream(answering(answer, Map.of()));
        other.script(answering(answer, Map.of("x-litellm-response-cost", "0.003")));

        Outcome seen =
                mirrored(otherUrl(), 1, door -> door.post("/v1/chat/completions", chat("")), "--map", "theirs=ours");

        assertThat(seen.differences()).containsExactly("cost $0.003 $0.002");
        assertThat(seen.exchanges().getFirst().at("/weir/exchange").asString()).startsWith("ex_");
    }

    private static Script answering(String body, Map<String, String> headers) {
        Map<String, String> all = new ConcurrentHashMap<>(headers);
        all.put("content-type", "application/json");
        return Script.DEFAULT.withFault(FaultRule.always(new Fault.Status(200, all, body)));
    }

    @Test
    void eventsOfStreamsAreComparedByOrderAndKind() throws Exception {
        other.script(Script.DEFAULT.withStandard(Script.saying(new Answer.Fixed("Hello there, friend."))
                .standard()
                .withUsage(new UsageNumbers(null, null, 0, 0, UsageNumbers.Placement.NEVER))));

        Outcome seen = mirrored(
                otherUrl(),
                1,
                door -> door.post(
                        "/v1/chat/completions",
                        chat(", \"stream\": true, \"stream_options\": {\"include_usage\": true}")),
                "--map",
                "theirs=ours",
                "--ignore",
                "usage");

        assertThat(seen.differences()).containsExactly("events after finish [DONE] usage");
    }

    @Test
    void aStreamThatTheOtherBreaksOffIsBrokenForItsCaller() throws Exception {
        other.script(Script.saying(new Answer.Lorem(40)).withFault(FaultRule.always(new Fault.Cut(10, false))));

        Outcome seen = mirrored(
                otherUrl(),
                1,
                door -> assertThat(failed(() -> door.post("/v1/chat/completions", chat(", \"stream\": true"))))
                        .isTrue(),
                "--map",
                "theirs=ours");

        assertThat(seen.differences()).containsExactly("broken broke off whole");
    }

    private static boolean failed(Runnable call) {
        try {
            call.run();
            return false;
        } catch (RuntimeException e) {
            return true;
        }
    }

    @Test
    void withoutTheOtherGatewayItsCallersAreToldSo() throws Exception {
        URI nowhere = URI.create("http://127.0.0.1:" + freePort());

        Outcome seen = mirrored(
                nowhere,
                1,
                door -> {
                    Door.Reply reply = door.post("/v1/chat/completions", chat(""));
                    assertThat(reply.status()).isEqualTo(502);
                    assertThat(reply.text()).contains("mirror_error");
                },
                "--map",
                "theirs=ours",
                "--seconds",
                "4");

        assertThat(seen.summary().path("compared").asInt()).isZero();
        assertThat(seen.summary().path("skipped").toString()).contains("could not be reached");
    }

    @Test
    void withoutWeirCallersNoticeNothing() throws Exception {
        Outcome seen = mirrored(
                otherUrl(),
                1,
                door -> assertThat(door.post("/v1/chat/completions", chat("")).text())
                        .contains("Hello there"),
                "--url",
                "http://127.0.0.1:" + freePort(),
                "--key",
                "none");

        assertThat(seen.differences()).containsExactly("status 200 no answer");
        assertThat(seen.summary().path("unanswered").asInt()).isEqualTo(1);
    }

    @Test
    void aWeirThatIsSilentHoldsNobodyUpAndCopiesWithoutRoomAreDropped() throws Exception {
        weir.upstream(Script.DEFAULT.withFault(FaultRule.always(new Fault.Silence(null))));

        Outcome seen = mirrored(
                otherUrl(),
                9,
                door -> {
                    for (int i = 0; i < 4; i++) {
                        assertThat(door.post("/v1/chat/completions", chat("")).status())
                                .isEqualTo(200);
                    }
                },
                "--map",
                "theirs=ours",
                "--concurrency",
                "1",
                "--waiting",
                "2",
                "--seconds",
                "4");

        assertThat(seen.summary().path("passed").asInt()).isEqualTo(4);
        assertThat(seen.summary().path("dropped").asInt()).isEqualTo(2);
    }

    @Test
    void aCallerThatOffersHttp2IsAnswered() throws Exception {
        try (HttpClient offering = HttpClient.newHttpClient()) {
            Outcome seen = mirrored(
                    otherUrl(),
                    1,
                    door -> {
                        HttpResponse<String> reply = offering.sendAsync(
                                        door.request("POST", "/v1/chat/completions", chat(""), Map.of()),
                                        HttpResponse.BodyHandlers.ofString())
                                .join();
                        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
                    },
                    "--map",
                    "theirs=ours");

            assertThat(seen.differences()).isEmpty();
        }
    }

    @Test
    void socketsAreRefused() throws Exception {
        mirrored(
                otherUrl(),
                1,
                door -> {
                    CompletableFuture<WebSocket> socket = Door.client()
                            .newWebSocketBuilder()
                            .buildAsync(
                                    URI.create(door.root().toString().replace("http:", "ws:") + "/v1/responses"),
                                    new WebSocket.Listener() {});
                    assertThat(socket)
                            .failsWithin(Duration.ofSeconds(10))
                            .withThrowableOfType(ExecutionException.class)
                            .havingCause()
                            .isInstanceOfSatisfying(
                                    WebSocketHandshakeException.class,
                                    refused -> assertThat(refused.getResponse().statusCode())
                                            .isEqualTo(501));
                },
                "--seconds",
                "1");
    }

    @Test
    void whereACallerLeavesBothGatewaysAreLeft() throws Exception {
        Script endless = Script.saying(new Answer.Lorem(40)).withFault(FaultRule.always(new Fault.Silence(3)));
        other.script(endless);
        weir.upstream(endless);

        Outcome seen = mirrored(
                otherUrl(),
                1,
                door -> {
                    leftInTheMiddle(door);
                    Eventually.within(Duration.ofSeconds(10), "the other gateway is left", () -> isLeft(other));
                    Eventually.within(Duration.ofSeconds(10), "Weir is left", () -> isLeft(weir.simulator()));
                    bothSayTheSame();
                    door.post("/v1/chat/completions", chat(""));
                },
                "--map",
                "theirs=ours");

        assertThat(seen.differences()).isEmpty();
        assertThat(seen.summary().path("passed").asInt()).isEqualTo(2);
        assertThat(seen.summary().path("compared").asInt()).isEqualTo(1);
        assertThat(seen.summary().path("skipped").toString()).contains("its caller left");
    }

    private static void leftInTheMiddle(Door door) throws IOException, InterruptedException {
        try (InputStream answer = door.open("/v1/chat/completions", chat(", \"stream\": true"), Map.of())
                .body()) {
            assertThat(answer.read()).isEqualTo('d');
            Eventually.within(
                    Duration.ofSeconds(10),
                    "Weir has asked, too",
                    () -> weir.simulator().served().stream()
                            .anyMatch(served -> served.outcome() == dev.weir.simulator.Outcome.SILENT));
        }
    }

    private static boolean isLeft(Simulator simulator) {
        return simulator.served().stream()
                .anyMatch(served -> served.outcome() == dev.weir.simulator.Outcome.CANCELLED_BY_CLIENT);
    }

    @Test
    void aReportThatIsNotTakenHoldsNobodyUp() throws Exception {
        CountDownLatch reported = new CountDownLatch(1);
        CountDownLatch taken = new CountDownLatch(1);
        try (EventLoops loops = new EventLoops();
                VertxOutbound outbound = new VertxOutbound(loops);
                Mirror mirror = new Mirror(
                        new MirrorSettings(Map.of("theirs", "ours"), Set.of(), false, 1, 8, 256),
                        outbound,
                        weir.url(),
                        Map.of("authorization", "Bearer " + weir.adminKey()),
                        Clock.SYSTEM,
                        one -> {
                            reported.countDown();
                            awaited(taken);
                        });
                Relay relay = new Relay(loops, outbound, otherUrl(), mirror)) {
            Door door = new Door(URI.create("http://127.0.0.1:" + relay.start("127.0.0.1", 0)), THEIR_KEY);
            door.post("/v1/chat/completions", chat(""));
            assertThat(awaited(reported)).as("the first report").isTrue();

            CompletableFuture<Integer> next = CompletableFuture.supplyAsync(
                    () -> door.post("/v1/chat/completions", chat("")).status(), Thread::startVirtualThread);
            boolean answered = next.completeOnTimeout(0, 10, TimeUnit.SECONDS).get() == 200;
            taken.countDown();

            assertThat(answered).isTrue();
        }
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            return latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void largeBodiesPassAndTooLargeCopiesAreDropped() throws Exception {
        String large = "x".repeat(3 << 20);
        String huge = "x".repeat(17 << 20);
        List<Integer> lengths = new ArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            lengths.add(exchange.getRequestBody().readAllBytes().length);
            assertThat(exchange.getRequestHeaders().getFirst("authorization")).isEqualTo("Bearer " + THEIR_KEY);
            byte[] answer = ("{\"said\": \"" + large + "\"}").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("set-cookie", "a=1");
            exchange.getResponseHeaders().add("set-cookie", "b=2");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();

        try {
            Outcome seen = mirrored(
                    URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                    1,
                    door -> {
                        assertThat(door.post("/v1/chat/completions", chat(", \"user\": \"" + huge + "\""))
                                        .status())
                                .isEqualTo(200);
                        Door.Reply reply = door.post("/v1/chat/completions", chat(", \"user\": \"" + large + "\""));
                        assertThat(reply.text()).hasSizeGreaterThan(3 << 20);
                        assertThat(reply.response().headers().allValues("set-cookie"))
                                .containsExactly("a=1", "b=2");
                    },
                    "--map",
                    "theirs=ours");

            assertThat(lengths.getFirst()).isGreaterThan(17 << 20);
            assertThat(seen.summary().path("dropped").asInt()).isEqualTo(1);
            assertThat(seen.differences()).contains("missing said string -");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void whatCallersBringInTheBodyAsCredentialsStaysThere() throws Exception {
        mirrored(
                otherUrl(),
                1,
                door -> door.post(
                        "/v1/chat/completions",
                        chat(", \"api_key\": \"" + THEIR_KEY
                                + "\", \"api_base\": \"http://x\", \"fallbacks\": [{\"model\": \"b\","
                                + " \"api_key\": \"" + THEIR_KEY + "\"}]")),
                "--map",
                "theirs=ours");

        JsonNode exchange =
                Door.of(weir).get("/api/exchanges?limit=1").json().path("data").path(0);
        assertThat(Door.of(weir)
                        .get("/api/exchanges/" + exchange.path("id").asString())
                        .text())
                .contains(SECRET)
                .doesNotContain(THEIR_KEY, "http://x");
    }

    @Test
    void recordedRequestsAreReplayedAgainstBoth() throws Exception {
        Path log = folder.resolve("traffic.jsonl");
        Files.writeString(
                log,
                "{\"url\": \"/v1/chat/completions\", \"headers\": {\"content-length\": \"7\", \"host\": \"elsewhere\"},"
                        + " \"body\": " + chat("") + "}\n\n"
                        + "{\"custom_id\": \"b\", \"method\": \"POST\", \"url\": \"/v1/chat/completions\", \"body\": "
                        + chat("")
                        + ", \"response\": {\"status_code\": 200, \"headers\": {\"x-litellm-response-cost\": "
                        + "\"0.5\"}, \"body\": {\"id\": \"x\", \"extra\": true, \"choices\": []}, \"total_ms\": 900}}\n"
                        + "{\"url\": \"/v1/audio/speech\", \"body\": {}}\n"
                        + "{\"url\": \"/v1/threads/thread_1/messages\", \"body\": {}}\n");
        Path report = folder.resolve("report.jsonl");

        Outcome both = Outcome.of(shell.with("THEIR_KEY", "k")
                .run(
                        "mirror",
                        "--json",
                        "--log",
                        log.toString(),
                        "--from",
                        otherUrl().toString(),
                        "--map",
                        "theirs=ours",
                        "--from-key-env",
                        "THEIR_KEY",
                        "--report",
                        report.toString()));
        Outcome recorded = Outcome.of(shell.run("mirror", "--json", "--log", log.toString(), "--map", "theirs=ours"));

        assertThat(both.summary().path("equal").asInt()).isEqualTo(1);
        assertThat(both.summary().path("differing").asInt()).isEqualTo(1);
        assertThat(both.differences()).contains("missing extra boolean -", "added choices[] - object");
        assertThat(Files.readAllLines(report)).hasSize(3).last().asString().contains("\"summary\"");
        assertThat(recorded.summary().path("compared").asInt()).isEqualTo(1);
        assertThat(recorded.summary().path("skipped").toString()).contains("no answer in the log");
        assertThat(recorded.summary()
                        .at("/skipped/a path that Weir does not answer")
                        .asInt())
                .isEqualTo(2);
        assertThat(recorded.exchanges().getFirst().at("/theirs/total_ms").asInt())
                .isEqualTo(900);
    }

    @Test
    void aLogIsReplayedInPartAndEndsInTime() throws Exception {
        Path log = folder.resolve("traffic.jsonl");
        Files.writeString(log, ("{\"url\": \"/v1/chat/completions\", \"body\": " + chat("") + "}\n").repeat(4));
        String[] replay = {
            "mirror", "--json", "--log", log.toString(), "--from", otherUrl().toString(), "--map"
        };

        Outcome half = Outcome.of(shell.run(with(replay, "theirs=ours", "--share", "0.5")));
        weir.upstream(Script.DEFAULT.withFault(FaultRule.always(new Fault.Silence(null))));
        Outcome ended = Outcome.of(shell.run(with(replay, "theirs=ours", "--seconds", "1")));

        assertThat(half.summary().path("compared").asInt()).isEqualTo(2);
        assertThat(half.summary().at("/skipped/not in the sample").asInt()).isEqualTo(2);
        assertThat(ended.summary().path("compared").asInt()).isZero();
        assertThat(ended.summary().path("skipped").toString()).contains("the mirror ended");
    }

    private static String[] with(String[] arguments, String... more) {
        return Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new);
    }

    @Test
    void theSummaryIsForReaders() throws Exception {
        Path log = folder.resolve("traffic.jsonl");
        Files.writeString(log, "{\"url\": \"/v1/chat/completions\", \"body\": " + chat("") + "}\n");
        other.script(Script.saying(new Answer.Tools("{}", "Hello."))
                .withFault(FaultRule.always(new Fault.Status(429, Map.of(), null))));

        Shell.Done done = shell.run(
                "mirror", "--log", log.toString(), "--from", otherUrl().toString(), "--map", "theirs=ours");

        assertThat(done.exit()).isEqualTo(1);
        assertThat(done.out())
                .contains("#1 /v1/chat/completions theirs", "status: theirs 429, Weir 200", "1 differing")
                .contains("Bill: no exchange was priced by both.");
    }

    @Test
    void wrongUseSaysWhatWouldBeRight() throws Exception {
        Path log = folder.resolve("wrong.jsonl");
        Files.writeString(log, "{\"url\": \"/v1/chat/completions\", \"body\": {}}\n{\"url\": 1}\n");

        assertThat(shell.run("mirror").err()).contains("--from URL", "--log FILE");
        assertThat(shell.run("mirror", "--from", "litellm:4000").err()).contains("http://127.0.0.1:4000");
        assertThat(shell.run("mirror", "--from", "http://x", "--share", "2").err())
                .contains("--share");
        assertThat(shell.run("mirror", "--log", log.toString()).err()).contains("line 2", "'url'");
        assertThat(shell.run("mirror", "--log", folder.resolve("none").toString())
                        .err())
                .contains("There is no file");
        assertThat(shell.run("mirror", "--log", log.toString(), "--from-key-env", "NOT_SET")
                        .err())
                .contains("NOT_SET");
    }
}
