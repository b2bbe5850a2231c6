package dev.weir.bench;

import dev.weir.http.Json;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/**
 * Kills Weir in the middle of its work, again and again, and then compares its store with what the simulator served:
 * every exchange that reached the provider must be there exactly once, finished or flagged open.
 */
@Command(name = "kill", description = "kill -9 during exchanges; compares the store with what the upstream served.")
final class KillCampaign implements Callable<Integer> {
    private static final String BODY =
            "{\"model\":\"sim/gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"Say this is a test\"}]%s}";

    @Option(names = "--kills", description = "How often the process is killed.")
    private int kills = 20;

    @Option(names = "--exchanges", description = "How many exchanges are sent in each life.")
    private int exchanges = 10_000;

    @Option(names = "--clients", description = "How many run at once.")
    private int clients = 64;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("weir-kill");
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        try (Peers peers = new Peers(folder)) {
            Peers.put(peers.simulator("/_script"), """
                    {"default": {"answer": {"function": "lorem", "tokens": 12}, "tokens_per_second": 2000}}""");
            int answered = 0;
            for (int kill = 1; kill <= kills; kill++) {
                answered += oneLife(peers, random.nextInt(exchanges / 10, exchanges));
                peers.startWeir();
                System.out.printf(
                        "kill %d of %d: %d exchanges answered so far, started again%n", kill, kills, answered);
            }
            return compare(peers) ? 0 : 1;
        }
    }

    /** Sends exchanges until {@code killAt} were answered, kills the process, and says how many were answered. */
    private int oneLife(Peers peers, int killAt) throws InterruptedException {
        Vertx vertx = Vertx.vertx();
        HttpClient client = vertx.createHttpClient(
                new HttpClientOptions().setTcpNoDelay(true), new PoolOptions().setHttp1MaxSize(clients));
        AtomicInteger left = new AtomicInteger(exchanges);
        AtomicInteger answered = new AtomicInteger();
        CountDownLatch enough = new CountDownLatch(1);
        for (int i = 0; i < clients; i++) {
            next(client, peers.weir("/v1/chat/completions"), left, answered, killAt, enough);
        }
        enough.await(120, TimeUnit.SECONDS);
        peers.weir().destroyForcibly().waitFor();
        left.set(0);
        client.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        return answered.get();
    }

    private static void next(
            HttpClient client, URI uri, AtomicInteger left, AtomicInteger answered, int killAt, CountDownLatch enough) {
        int number = left.getAndDecrement();
        if (number <= 0) {
            return;
        }
        String body = BODY.formatted(number % 3 == 0 ? ",\"stream\":true" : "");
        client.request(options(uri))
                .compose(request -> request.send(Buffer.buffer(body)))
                .compose(response -> response.body())
                .onComplete(end -> {
                    if (end.succeeded() && answered.incrementAndGet() >= killAt) {
                        enough.countDown();
                    }
                    if (end.succeeded()) {
                        next(client, uri, left, answered, killAt, enough);
                    } else {
                        enough.countDown();
                    }
                });
    }

    private static RequestOptions options(URI uri) {
        return new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(uri.getHost())
                .setPort(uri.getPort())
                .setURI(uri.getPath())
                .putHeader("content-type", "application/json")
                .putHeader("authorization", "Bearer " + Peers.KEY);
    }

    private static boolean compare(Peers peers) throws IOException, InterruptedException {
        Set<String> served = served(peers);
        Map<String, Integer> stored = new HashMap<>();
        Map<String, Integer> statuses = new HashMap<>();
        String cursor = "";
        do {
            JsonNode page = Json.tree(Peers.get(peers.weir("/api/exchanges?limit=500&cursor=" + cursor))
                    .body()
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8));
            for (JsonNode exchange : page.path("data")) {
                stored.merge(exchange.path("id").stringValue(), 1, Integer::sum);
                statuses.merge(exchange.path("status").stringValue(), 1, Integer::sum);
            }
            cursor = page.path("next").isString() ? page.path("next").stringValue() : "";
        } while (!cursor.isEmpty());
        Set<String> missing = new HashSet<>(served);
        missing.removeAll(stored.keySet());
        long twice = stored.values().stream().filter(count -> count > 1).count();
        System.out.printf(
                "served %d, stored %d %s; missing %d, stored twice %d%n",
                served.size(), stored.size(), statuses, missing.size(), twice);
        return missing.isEmpty() && twice == 0;
    }

    private static Set<String> served(Peers peers) throws IOException, InterruptedException {
        Set<String> ids = new HashSet<>();
        for (String line : Peers.get(peers.simulator("/_served")).body().split("\n")) {
            JsonNode entry = Json.tree(line.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            for (JsonNode one : entry.isArray()
                    ? entry
                    : entry.path("data").isArray()
                            ? entry.path("data")
                            : Json.MAPPER.createArrayNode().add(entry)) {
                if (one.path("x_weir_exchange_id").isString()) {
                    ids.add(one.path("x_weir_exchange_id").stringValue());
                }
            }
        }
        return ids;
    }
}
