package dev.weir.limits;

import dev.weir.kernel.Clock;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The counters of limits in Redis, where all nodes see them. One script looks at all limits of a call and takes from all
 * of them or from none, by Redis' own clock. A Redis that does not answer in time is left alone for a second.
 * Thread-safe.
 */
final class RedisMeters implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RedisMeters.class);
    private static final Duration ANSWER = Duration.ofSeconds(1);
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration RECONNECT = Duration.ofMillis(500);
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int FIGURES = 4;

    private final String take = script("take");
    private final String settle = script("settle");
    private final ClientResources resources;
    private final RedisClient client;
    private final Clock clock;
    private final Thread connecting;
    private volatile @Nullable StatefulRedisConnection<String, String> connection;
    private volatile long quietUntil;
    private volatile boolean away;

    /**
     * @param url {@code redis://…} or {@code rediss://…}, with credentials if need be
     * @throws IllegalArgumentException if it is none; the message does not repeat it
     */
    RedisMeters(String url, Clock clock) {
        this.clock = clock;
        this.quietUntil = clock.nanoTime();
        this.resources = DefaultClientResources.builder()
                .reconnectDelay(Delay.constant(RECONNECT))
                .build();
        this.client = RedisClient.create(resources, uri(url));
        client.setOptions(ClientOptions.builder()
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .socketOptions(SocketOptions.builder().connectTimeout(CONNECT).build())
                .timeoutOptions(TimeoutOptions.enabled(ANSWER))
                .build());
        connect();
        this.connecting = Thread.ofVirtual().name("weir-redis").start(this::keepConnecting);
    }

    private static RedisURI uri(String url) {
        try {
            RedisURI uri = RedisURI.create(url);
            uri.setTimeout(CONNECT);
            return uri;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "cache.redis is no address that Redis can have; write for example" + " redis://localhost:6379");
        }
    }

    private static String script(String name) {
        try (InputStream in = RedisMeters.class.getResourceAsStream("redis/" + name + ".lua")) {
            if (in == null) {
                throw new IllegalStateException("the script " + name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void connect() {
        try {
            connection = client.connect();
        } catch (RedisException e) {
            failed(e);
        }
    }

    /** Once it was connected, the client sees to it itself. */
    private void keepConnecting() {
        try {
            while (connection == null) {
                Thread.sleep(Duration.ofSeconds(1));
                connect();
            }
        } catch (InterruptedException closing) {
            log.debug("No longer looking for Redis");
        }
    }

    private void failed(Exception why) {
        if (!away) {
            log.error(
                    "Redis does not answer, this node counts rates for itself and lets its share of them through: {}",
                    why.getMessage());
        }
        away = true;
        quietUntil = clock.nanoTime() + PAUSE_NANOS;
    }

    boolean isAway() {
        return away;
    }

    /**
     * One limit of a call.
     *
     * @param day whether it is a day's; else a sliding minute's
     * @param seconds how long the key is needed
     */
    record Limit(String key, boolean day, long limit, long wanted, long seconds) {
        private String kind() {
            return day ? "d" : "m";
        }
    }

    /**
     * How a limit stands.
     *
     * @param pause seconds until there is room; 0 if there is
     * @param fresh whether nothing was known of that day
     */
    record Figures(long used, long pause, long empty, boolean fresh) {}

    /**
     * What came of a call's wish.
     *
     * @param second that it counts in
     */
    record Answer(boolean taken, long second, List<Figures> figures) {}

    /** Takes from all limits or from none; null if Redis does not answer. */
    @Nullable
    Answer take(List<Limit> limits) {
        return ask(limits, "take");
    }

    /** What would come of a wish; null if Redis does not answer. */
    @Nullable
    Answer look(List<Limit> limits) {
        return ask(limits, "look");
    }

    private @Nullable Answer ask(List<Limit> limits, String what) {
        StatefulRedisConnection<String, String> open = connection;
        if (open == null || clock.nanoTime() - quietUntil < 0) {
            return null;
        }
        List<String> values = new ArrayList<>(limits.size() * FIGURES + 1);
        for (Limit limit : limits) {
            values.add(limit.kind());
            values.add(Long.toString(limit.limit()));
            values.add(Long.toString(limit.wanted()));
            values.add(Long.toString(limit.seconds()));
        }
        values.add(what);
        try {
            RedisFuture<List<Long>> asked =
                    open.async().eval(take, ScriptOutputType.MULTI, keys(limits), values.toArray(String[]::new));
            Answer answer = answer(asked.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS), limits.size());
            if (away) {
                away = false;
                log.info("Redis answers again");
            }
            return answer;
        } catch (RedisException | ExecutionException | TimeoutException e) {
            failed(e);
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private static String[] keys(List<Limit> limits) {
        return limits.stream().map(Limit::key).toArray(String[]::new);
    }

    private static Answer answer(List<Long> said, int limits) {
        List<Figures> figures = new ArrayList<>(limits);
        for (int i = 0; i < limits; i++) {
            int at = 2 + i * FIGURES;
            figures.add(new Figures(said.get(at), said.get(at + 1), said.get(at + 2), said.get(at + 3) == 1));
        }
        return new Answer(said.get(0) == 1, said.get(1), figures);
    }

    /** Puts right what was taken; nobody waits for it. */
    void settle(List<Limit> limits, long second, long difference) {
        StatefulRedisConnection<String, String> open = connection;
        if (open == null || difference == 0 || limits.isEmpty()) {
            return;
        }
        List<String> values = new ArrayList<>(limits.size() + 2);
        values.add(Long.toString(second));
        values.add(Long.toString(difference));
        limits.forEach(limit -> values.add(limit.kind()));
        try {
            open.async()
                    .eval(settle, ScriptOutputType.INTEGER, keys(limits), values.toArray(String[]::new))
                    .exceptionally(lost -> {
                        log.debug("what a call has taken too much counts until it is forgotten", lost);
                        return 0L;
                    });
        } catch (RedisException e) {
            failed(e);
        }
    }

    @Override
    public void close() {
        connecting.interrupt();
        client.shutdown(0, CONNECT.toMillis(), TimeUnit.MILLISECONDS);
        resources.shutdown(0, CONNECT.toMillis(), TimeUnit.MILLISECONDS);
    }
}
