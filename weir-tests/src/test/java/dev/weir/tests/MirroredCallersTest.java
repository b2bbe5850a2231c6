package dev.weir.tests;

import static dev.weir.tests.MirrorBed.THEIR_KEY;
import static dev.weir.tests.MirrorBed.chat;
import static dev.weir.tests.MirrorBed.freePort;
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
import dev.weir.simulator.Simulator;
import dev.weir.tests.MirrorBed.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Callers behind a mirror get what the other gateway gives them, whatever becomes of the copies. */
class MirroredCallersTest {
    @RegisterExtension
    static final MirrorBed bed = new MirrorBed();

    @Test
    void aStreamThatTheOtherBreaksOffIsBrokenForItsCaller() throws Exception {
        bed.other().script(Script.saying(new Answer.Lorem(40)).withFault(FaultRule.always(new Fault.Cut(10, false))));

        Outcome seen = bed.mirrored(
                bed.otherUrl(),
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

        Outcome seen = bed.mirrored(
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
        Outcome seen = bed.mirrored(
                bed.otherUrl(),
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
        bed.weir().upstream(Script.DEFAULT.withFault(FaultRule.always(new Fault.Silence(null))));

        Outcome seen = bed.mirrored(
                bed.otherUrl(),
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
            Outcome seen = bed.mirrored(
                    bed.otherUrl(),
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
        bed.mirrored(
                bed.otherUrl(),
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
        bed.other().script(endless);
        bed.weir().upstream(endless);

        Outcome seen = bed.mirrored(
                bed.otherUrl(),
                1,
                door -> {
                    leftInTheMiddle(door);
                    Eventually.within(Duration.ofSeconds(10), "the other gateway is left", () -> isLeft(bed.other()));
                    Eventually.within(
                            Duration.ofSeconds(10),
                            "Weir is left",
                            () -> isLeft(bed.weir().simulator()));
                    bed.sayTheSame();
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
                    () -> bed.weir().simulator().served().stream()
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
                        bed.weir().url(),
                        Map.of("authorization", "Bearer " + bed.weir().adminKey()),
                        Clock.SYSTEM,
                        one -> {
                            reported.countDown();
                            awaited(taken);
                        });
                Relay relay = new Relay(loops, outbound, bed.otherUrl(), mirror)) {
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
            Outcome seen = bed.mirrored(
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
}
