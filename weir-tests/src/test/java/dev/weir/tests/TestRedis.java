package dev.weir.tests;

import java.io.IOException;
import java.net.ServerSocket;
import redis.embedded.RedisServer;

/** A real Redis that keeps nothing, and can be away for a while. */
final class TestRedis implements AutoCloseable {
    private final int port;
    private RedisServer running;

    private TestRedis(int port) throws IOException {
        this.port = port;
        this.running = start(port);
    }

    static TestRedis start() throws IOException {
        return new TestRedis(freePort());
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    private static RedisServer start(int port) throws IOException {
        RedisServer started = RedisServer.newRedisServer()
                .port(port)
                .bind("127.0.0.1")
                .setting("save \"\"")
                .build();
        started.start();
        return started;
    }

    /** What a configuration says of it. */
    String cache() {
        return "cache: {redis: 'redis://127.0.0.1:" + port + "'}\n";
    }

    void stop() throws IOException {
        running.stop();
    }

    /** Empty, where it was before. */
    void startAgain() throws IOException {
        running = start(port);
    }

    @Override
    public void close() throws IOException {
        stop();
    }
}
