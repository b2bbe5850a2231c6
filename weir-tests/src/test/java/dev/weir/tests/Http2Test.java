package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulator.Answer;
import dev.weir.simulator.Outcome;
import dev.weir.simulator.Pace;
import dev.weir.simulator.Script;
import dev.weir.testkit.TestingWeir;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The front door speaks HTTP/2 without TLS: to those who know it (h2c) and to those who ask (upgrade). */
class Http2Test {
    private static TestingWeir weir;
    private static Vertx vertx;
    /** One connection, so that everything is one of its streams. */
    private static HttpClientAgent client;

    private record Got(HttpVersion version, int status, String body) {}

    @BeforeAll
    static void start() {
        weir = TestingWeir.start();
        vertx = Vertx.vertx();
        client = vertx.createHttpClient(
                new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false),
                new PoolOptions().setHttp2MaxSize(1));
    }

    @AfterAll
    static void stop() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
        weir.close();
    }

    @BeforeEach
    void anUpstreamThatEchoes() {
        weir.simulator().clear();
        weir.upstream(Script.DEFAULT);
    }

    private static String chat(boolean stream) {
        return "{\"model\": \"sim/m\", \"stream\": " + stream
                + ", \"messages\": [{\"role\": \"user\", \"content\": \"Hello over there.\"}]}";
    }

    private static Future<HttpClientRequest> request() {
        return client.request(new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost("127.0.0.1")
                .setPort(weir.weir().port())
                .setURI("/v1/chat/completions")
                .putHeader("authorization", "Bearer " + weir.adminKey())
                .putHeader("content-type", "application/json"));
    }

    private static Future<Got> ask(boolean stream) {
        return request()
                .compose(request -> request.send(Buffer.buffer(chat(stream))))
                .compose(response -> response.body()
                        .map(body -> new Got(response.version(), response.statusCode(), body.toString())));
    }

    @Test
    void aChatWithPriorKnowledge() throws Exception {
        Got got = ask(false).await(20, TimeUnit.SECONDS);

        assertThat(got.version()).isEqualTo(HttpVersion.HTTP_2);
        assertThat(got.status()).isEqualTo(200);
        assertThat(got.body()).contains("Hello over there.");
    }

    @Test
    void manyStreamsOnOneConnectionAllComeToTheirEnd() throws Exception {
        weir.upstream(Script.saying(new Answer.Lorem(30)).withPace(new Pace(Duration.ZERO, 100, 0.5)));

        Future<?> all =
                Future.all(IntStream.range(0, 40).mapToObj(i -> ask(true)).toList());
        all.await(30, TimeUnit.SECONDS);

        assertThat(weir.simulator().served()).hasSize(40).allMatch(one -> one.outcome() == Outcome.FINISHED);
        Got one = ask(true).await(20, TimeUnit.SECONDS);
        assertThat(one.version()).isEqualTo(HttpVersion.HTTP_2);
        assertThat(one.body().lines().filter(line -> line.startsWith("data: {")))
                .hasSizeGreaterThan(25);
        assertThat(one.body()).endsWith("data: [DONE]\n\n");
    }

    @Test
    void resettingAStreamReachesTheProviderAndLeavesTheConnection() throws Exception {
        weir.upstream(Script.saying(new Answer.Lorem(2_000)).withPace(new Pace(Duration.ZERO, 50, 0)));
        CountDownLatch first = new CountDownLatch(3);
        HttpClientRequest request = request().await(10, TimeUnit.SECONDS);
        request.send(Buffer.buffer(chat(true))).onSuccess(response -> response.handler(piece -> first.countDown()));
        assertThat(first.await(20, TimeUnit.SECONDS)).isTrue();

        request.reset(8);

        Duration taken = Eventually.within(
                Duration.ofSeconds(2),
                "the cancellation at the provider",
                () -> weir.simulator().served().getFirst().outcome() == Outcome.CANCELLED_BY_CLIENT);
        System.out.println(
                "cancellation: an HTTP/2 stream reset halfway reached the provider after " + taken.toMillis() + " ms");
        weir.upstream(Script.DEFAULT);
        assertThat(ask(false).await(20, TimeUnit.SECONDS).status()).isEqualTo(200);
    }

    @Test
    void javasOwnClientIsUpgraded() throws Exception {
        try (HttpClient java =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            HttpRequest health =
                    HttpRequest.newBuilder(URI.create(weir.url() + "/healthz")).build();
            assertThat(java.send(health, BodyHandlers.discarding()).version()).isEqualTo(HttpClient.Version.HTTP_2);

            HttpResponse<String> streamed = java.send(
                    Door.of(weir).request("POST", "/v1/chat/completions", chat(true), Map.of()),
                    BodyHandlers.ofString());

            assertThat(streamed.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(streamed.body()).endsWith("data: [DONE]\n\n");
        }
    }

    @Test
    void aPostMayBeWhatIsUpgraded() throws Exception {
        try (HttpClient java =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            HttpResponse<String> streamed = java.send(
                    Door.of(weir).request("POST", "/v1/chat/completions", chat(true), Map.of()),
                    BodyHandlers.ofString());

            assertThat(streamed.statusCode()).isEqualTo(200);
            assertThat(streamed.body()).endsWith("data: [DONE]\n\n");
        }
    }

    @Test
    void aProviderAtAnH2cAddressIsAskedOnFewConnections() throws Exception {
        Set<HttpVersion> versions = ConcurrentHashMap.newKeySet();
        Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
        HttpServer provider = vertx.createHttpServer()
                .requestHandler(request -> {
                    versions.add(request.version());
                    connections.add(request.connection());
                    HttpServerResponse response = request.response().putHeader("content-type", "text/event-stream");
                    response.write("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hello.\"}}]}\n\n");
                    vertx.setTimer(
                            300,
                            later -> response.end("data: {\"choices\":[{\"index\":0,\"delta\":{},"
                                    + "\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n"));
                })
                .listen(0, "127.0.0.1")
                .await(10, TimeUnit.SECONDS);
        String address = "h2c://127.0.0.1:" + provider.actualPort() + "/v1";
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
                TestingWeir two = TestingWeir.start(
                        "  two: {kind: openai, base_url: '" + address + "', api_key: none, allow_private: true}\n")) {
            String body = chat(true).replace("sim/m", "two/m");
            Door.of(two).post("/v1/chat/completions", body);
            List<CompletableFuture<Door.Reply>> answers = IntStream.range(0, 30)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> Door.of(two).post("/v1/chat/completions", body), callers))
                    .toList();
            assertThat(answers)
                    .allSatisfy(answer ->
                            assertThat(answer.get().text()).contains("Hello.").endsWith("data: [DONE]\n\n"));
        } finally {
            provider.close().await(10, TimeUnit.SECONDS);
        }
        assertThat(versions).containsExactly(HttpVersion.HTTP_2);
        assertThat(connections).hasSizeLessThan(10);
    }
}
